using System.Globalization;
using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>How examples are given out to partners: one of <c>iid</c>, <c>dirichlet:ALPHA</c>, <c>shards:K</c>.</summary>
public sealed class Partition
{
    private const string IidName = "iid";
    private const string DirichletName = "dirichlet";
    private const string ShardsName = "shards";
    private const double DefaultAlpha = 0.5;
    private const int DefaultShards = 2;
    private const int MostShards = 1000;

    private delegate int[][] Splitter(ReadOnlySpan<long> labels, int shareCount, ulong seed);

    private readonly string _text;
    private readonly Splitter _split;

    private Partition(string text, Splitter split)
    {
        _text = text;
        _split = split;
    }

    /// <summary>Equal shares in random order.</summary>
    public static Partition Iid { get; } = new(IidName, IidPartitioner.Split);

    /// <summary>Reads one from a command line.</summary>
    /// <exception cref="FederatedException">FED-1605 when it is none of them.</exception>
    public static Partition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (kind, value) = text.Split(':', 2) switch
        {
            [var name, var number] => (name, number),
            var alone => (alone[0], null),
        };
        return kind switch
        {
            IidName when value is null => Iid,
            DirichletName when Alpha(value) is { } alpha => new(text, (labels, count, seed) => DirichletPartitioner.Split(labels, count, alpha, seed)),
            ShardsName when Shards(value) is { } shards => new(text, (labels, count, seed) => ShardPartitioner.Split(labels, count, shards, seed)),
            _ => throw new FederatedException(ErrorCodes.UsageInvalid,
                $"Got --partition '{text}', wanted iid, dirichlet:ALPHA with an ALPHA above 0 such as 0.5, or shards:K with K from 1 to {MostShards}."),
        };
    }

    /// <summary>Splits indices 0 to n - 1 into disjoint shares of ascending indices, none empty. The same arguments give the same shares.</summary>
    /// <param name="labels">[n], one class number per example.</param>
    /// <param name="shareCount">At least 1 and at most n.</param>
    /// <param name="seed">Any value.</param>
    /// <exception cref="FederatedException">FED-1502 when there are not enough examples.</exception>
    public int[][] Split(ReadOnlySpan<long> labels, int shareCount, ulong seed) => _split(labels, shareCount, seed);

    /// <summary>As it was read.</summary>
    public override string ToString() => _text;

    private static double? Alpha(string? value) => value is null ? DefaultAlpha
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var alpha) && double.IsFinite(alpha) && alpha > 0 ? alpha : null;

    private static int? Shards(string? value) => value is null ? DefaultShards
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var shards) && shards is >= 1 and <= MostShards ? shards : null;
}
