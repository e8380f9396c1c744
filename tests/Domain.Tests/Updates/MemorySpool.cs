using Federated.Domain.Updates;

namespace Federated.Domain.Tests.Updates;

/// <summary>A spool without a disk.</summary>
internal sealed class MemorySpool : IUpdateSpool
{
    public List<float> Values { get; } = [];

    public bool IsDisposed { get; private set; }

    public void Append(ReadOnlySpan<float> values) => Values.AddRange(values);

    public void Read(int first, Span<float> values) => Values.Slice(first, values.Length).ToArray().CopyTo(values);

    public void Dispose() => IsDisposed = true;
}
