using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Queries;

/// <summary>The released answer of a query: a safetensors file with one tensor a statistic, in the statistic's own unit.</summary>
/// <remarks>
/// Tensors are float32, which any tool opens and which is exact to 24 bits. The metadata hold the same figures in full, as decimal doubles:
/// <c>query.partners</c> (how many answered; the ledger says who), <c>query.deviation</c> (of the noise, over the bound B of a
/// statistic) and one <c>query.values.TITLE</c> a statistic, its bins separated by blanks. The figures are as the noise left them: a count
/// may be negative or broken, and rounding or cutting it costs nothing.
/// </remarks>
/// <param name="Partners">The number of partners in the totals.</param>
/// <param name="Figures">Statistic after statistic, bin after bin.</param>
public sealed record QueryAnswer(int Partners, ImmutableArray<QueryFigure> Figures)
{
    private const string PartnersKey = "query.partners";
    private const string DeviationKey = "query.deviation";
    private const string ValuesKey = "query.values.";

    /// <summary>Puts the exact total together, adds the plan's noise, and writes the file. One call is one release.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="sum">The exact sum of the partners' digits.</param>
    /// <param name="stream">Fresh, secret bytes; none are taken in mode <c>none</c>.</param>
    public static byte[] Release(RunPlan plan, PartialSum sum, IRandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(sum);
        var scale = QueryScale.Of(plan);
        var totals = Totals(plan, sum.Sums.Span);
        if (scale.Noise is { } noise)
            GaussianNoise.Add(totals, noise, stream);
        var values = new double[totals.Length];
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PartnersKey] = sum.Count.ToString(CultureInfo.InvariantCulture),
            [DeviationKey] = Text(scale.Deviation),
        };
        var at = 0;
        foreach (var statistic in QueryStatistic.Of(plan))
        {
            var bins = statistic.Count;
            for (var i = at; i < at + bins; i++)
                values[i] = Math.ScaleB(totals[i], -scale.Format.FractionalBits) * statistic.Bound;
            metadata[ValuesKey + statistic.Title] = string.Join(' ', values.AsSpan(at, bins).ToArray().Select(Text));
            at += bins;
        }

        return ModelFile.Write(QueryBins.Released(plan), Array.ConvertAll(values, value => (float)value), metadata);
    }

    /// <summary>Reads what <see cref="Release"/> wrote.</summary>
    /// <exception cref="FederatedException">FED-1505 when the file is not the answer of this plan.</exception>
    public static QueryAnswer Read(RunPlan plan, ReadOnlySpan<byte> file)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var rounded = ModelFile.Read(file, QueryBins.Released(plan));
        var metadata = ModelFile.ReadHeader(file).Metadata;
        if (!int.TryParse(metadata.GetValueOrDefault(PartnersKey), NumberStyles.None, CultureInfo.InvariantCulture, out var partners)
            || Number(metadata.GetValueOrDefault(DeviationKey)) is not { } deviation)
            throw NotAnAnswer("no number of partners or no deviation of the noise");
        var figures = ImmutableArray.CreateBuilder<QueryFigure>();
        foreach (var statistic in QueryStatistic.Of(plan))
        {
            var names = statistic.Names;
            var texts = (metadata.GetValueOrDefault(ValuesKey + statistic.Title) ?? string.Empty).Split(' ');
            if (texts.Length != names.Length)
                throw NotAnAnswer($"{texts.Length} values of {Excerpt.Of(statistic.Title)} for {names.Length} bins");
            for (var i = 0; i < names.Length; i++)
            {
                // Two copies of a figure must be one figure.
                if (Number(texts[i]) is not { } value || (float)value != rounded[figures.Count])
                    throw NotAnAnswer($"metadata and tensor of {Excerpt.Of(statistic.Title)} that differ");
                figures.Add(new(statistic.Title, names[i], value, deviation * statistic.Bound));
            }
        }

        return new(partners, figures.ToImmutable());
    }

    /// <summary>The exact totals that summed digits stand for, in units of the grid. Not to be released.</summary>
    internal static long[] Totals(RunPlan plan, ReadOnlySpan<long> digits)
    {
        var totals = new long[QueryBins.Dimension(plan)];
        var at = 0;
        foreach (var statistic in QueryStatistic.Of(plan))
        {
            var bins = statistic.Count;
            Limbs.Join(digits.Slice(Limbs.Count * at, Limbs.Count * bins), totals.AsSpan(at, bins));
            at += bins;
        }

        return totals;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static FederatedException NotAnAnswer(string got) =>
        new(ErrorCodes.ModelMalformed, $"Got {got}, wanted the answer of this query. Download it again; the initial model of a query is none.");
}
