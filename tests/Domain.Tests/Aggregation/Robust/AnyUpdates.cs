using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Aggregation.Robust;

/// <summary>Updates for the tests of robust rules: drawn from a seed, so that a failing case is two numbers.</summary>
internal static class AnyUpdates
{
    /// <summary>A seed, a number of members and a dimension around the edges of vectors and tiles.</summary>
    internal static Arbitrary<(int Seed, int Members, int Dimension)> Shapes(int least = 5, int most = 14) =>
        (from seed in Gen.Choose(0, 1 << 20)
         from members in Gen.Choose(least, most)
         from dimension in Gen.Elements(1, 2, 7, 16, 33, 511, 512, 513, 1100)
         select (seed, members, dimension)).ToArbitrary();

    /// <summary>Values with many ties, zeros of both signs and a few large ones.</summary>
    internal static float[][] Draw(int seed, int members, int dimension)
    {
        var random = new SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, members).Select(_ => Enumerable.Range(0, dimension).Select(_ => random.NextInt(8) switch
        {
            0 => 0f,
            1 => -0f,
            2 => random.NextInt(3),
            3 => (float)(1e4 * (random.NextDouble() - 0.5)),
            _ => (float)(random.NextDouble() - 0.5),
        }).ToArray())];
    }

    internal static MemberUpdates Of(IEnumerable<float[]> updates) => new(Named(updates));

    internal static Dictionary<PartnerName, ReadOnlyMemory<float>> Named(IEnumerable<float[]> updates) =>
        updates.Select((update, i) => (Name: Name(i), update)).ToDictionary(u => u.Name, u => (ReadOnlyMemory<float>)u.update);

    internal static PartnerName Name(int index) => PartnerName.Parse($"p{index:000}");
}
