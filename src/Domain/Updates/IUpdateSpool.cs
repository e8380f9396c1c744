namespace Federated.Domain.Updates;

/// <summary>
/// Keeps the coordinates of one update between its last byte and its fold when they are too many for memory. Disposing it
/// forgets them.
/// </summary>
public interface IUpdateSpool : IDisposable
{
    /// <summary>Takes the next coordinates, in layout order.</summary>
    void Append(ReadOnlySpan<float> values);

    /// <summary>Reads coordinates that were appended, from <paramref name="first"/> on, until <paramref name="values"/> is full.</summary>
    void Read(int first, Span<float> values);
}
