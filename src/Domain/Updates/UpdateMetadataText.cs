using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Updates;

/// <summary>The metadata entries of an update file, to and from <see cref="UpdateMetadata"/>.</summary>
internal static class UpdateMetadataText
{
    private const string Run = "federated.run";
    private const string Round = "federated.round";
    private const string Layout = "federated.layout";
    private const string Codec = "federated.codec";
    private const string Weight = "federated.weight";
    private static readonly string[] Keys = [Run, Round, Layout, Codec, Weight];

    internal static Dictionary<string, string> Write(UpdateMetadata metadata) => new(StringComparer.Ordinal)
    {
        [Run] = metadata.Run.ToString(),
        [Round] = metadata.Round.ToString(CultureInfo.InvariantCulture),
        [Layout] = metadata.Layout.ToString(),
        [Codec] = metadata.Codec,
        [Weight] = metadata.WeightUnits.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Reads the entries and checks them against what the round takes: 1201, 1211, 1207, 1206, 1208 in this order.</summary>
    internal static UpdateMetadata ReadAndCheck(IReadOnlyDictionary<string, string> text, UpdateExpectation expected)
    {
        foreach (var key in Keys)
            if (!text.ContainsKey(key))
                throw Refuse(ErrorCodes.UpdateMalformed, $"no metadata '{key}'", "run, round, layout, codec and weight");
        foreach (var key in text.Keys)
            if (!Keys.Contains(key))
                throw Refuse(ErrorCodes.UpdateMalformed, $"metadata {Excerpt.Of(key)}",
                    "nothing besides run, round, layout, codec and weight, so that nothing else leaves the partner");
        if (!expected.Codecs.Contains(text[Codec], StringComparer.Ordinal))
            throw Refuse(ErrorCodes.UpdateCodecUnknown, $"codec {Excerpt.Of(text[Codec])}", string.Join(" or ", expected.Codecs.Select(codec => $"'{codec}'")));
        if (!RunId.TryParse(text[Run], out var run))
            throw Refuse(ErrorCodes.UpdateMalformed, $"run id {Excerpt.Of(text[Run])}", "3 to 64 of a-z, 0-9 and '-'");
        if (!int.TryParse(text[Round], NumberStyles.None, CultureInfo.InvariantCulture, out var round))
            throw Refuse(ErrorCodes.UpdateMalformed, $"round {Excerpt.Of(text[Round])}", "a whole number from 1");
        if (new RoundId(run, round) != expected.Round)
            throw Refuse(ErrorCodes.UpdateWrongRound, $"an update for {run}/{round}", $"one for {expected.Round}, which is open. " +
                "Ask for the current assignment");
        if (!ContentHash.TryParse(text[Layout], out var layout) || layout != expected.Layout.Hash)
            throw Refuse(ErrorCodes.UpdateLayoutMismatch, $"layout {Excerpt.Of(text[Layout])}", $"'{expected.Layout.Hash}'. " +
                "Train the model of the plan");
        if (!long.TryParse(text[Weight], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var weight)
            || weight < 1 || weight > expected.MaxWeightUnits)
            throw Refuse(ErrorCodes.UpdateWeightInvalid, $"weight {Excerpt.Of(text[Weight])} in units of 2^-20",
                $"1 to {expected.MaxWeightUnits}. " +
                "Use the weight rule of the plan");
        return new(run, round, layout, text[Codec], weight);
    }

    private static FederatedException Refuse(ErrorCode code, string got, string wanted) => new(code, $"Got {got}, wanted {wanted}.");
}
