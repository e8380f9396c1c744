using System.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.Domain.Errors;
using Federated.Domain.Registry;
using Federated.Protocol.Registry;

namespace Federated.ConsoleApp.Commands;

/// <summary>What the commands on models have in common.</summary>
internal static class ModelOptions
{
    private const int LongestReason = 500;

    /// <summary>A model, by hash, the beginning of one, or tag.</summary>
    public static Argument<string> Model(string name = "MODEL") =>
        new(name) { Description = "The model: its hash, at least four digits of it, or a tag such as 'candidate' or 'released'." };

    /// <summary>A track.</summary>
    public static Option<string?> Track(string description, bool required = false)
    {
        var track = new Option<string?>("--track") { Description = description, HelpName = "NAME", Required = required };
        track.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !RegistryNames.IsValid(name))
                result.AddError($"Got --track '{name}', wanted a lower-case letter, then lower-case letters, digits and hyphens, {RegistryNames.MaxLength} at most.");
        });
        return track;
    }

    /// <summary>Why; it stands in the ledger.</summary>
    public static Option<string> Reason(bool required)
    {
        var reason = new Option<string>("--reason") { Description = "Why, for the ledger.", HelpName = "TEXT", Required = required };
        if (!required)
            reason.DefaultValueFactory = _ => "none given";
        reason.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { Length: 0 or > LongestReason } text)
                result.AddError($"Got --reason of {text.Length} characters, wanted 1 to {LongestReason}.");
        });
        return reason;
    }

    /// <summary>A model, and the track that a command acts in: the one named, else that of the tag, else the model's own.</summary>
    public static async Task<(ModelDetail Model, string Track)> FindAsync(FederationClient client, string reference, string? track, CancellationToken cancellationToken)
    {
        var isHash = reference.All(char.IsAsciiHexDigit);
        var model = await client.ModelDetailAsync(reference, isHash ? null : track, cancellationToken);
        return (model, track ?? model.Summary.Tags.FirstOrDefault(t => t.Tag == reference)?.Track ?? model.Summary.Track);
    }

    /// <summary>The gate options of a bound, or a refusal.</summary>
    /// <exception cref="FederatedException">FED-1605 when not exactly one bound is given.</exception>
    public static (string Bound, double Value) Bound(ParseResult parsed, IReadOnlyList<(string Bound, Option<double?> Option)> options)
    {
        var given = options.Select(o => (o.Bound, Value: parsed.GetValue(o.Option))).Where(o => o.Value is not null).ToArray();
        return given.Length == 1 ? (given[0].Bound, given[0].Value!.Value) : throw new FederatedException(ErrorCodes.UsageInvalid,
            $"Got {given.Length} bounds, wanted exactly one of {string.Join(", ", options.Select(o => "--" + o.Bound))}.");
    }
}
