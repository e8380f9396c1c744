using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Privacy;
using static System.FormattableString;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed privacy plan</c>: the noise that a budget needs, and what rounds and noise trade for.</summary>
public static class PrivacyPlanCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var epsilon = new Option<double>("--epsilon") { Description = "The budget.", HelpName = "E", Required = true };
        Require(epsilon, value => double.IsFinite(value) && value is > 0 and <= 1000, "above 0, at most 1,000");
        var delta = new Option<double>("--delta") { Description = "Its delta; well below one in the number of records.", HelpName = "D", Required = true };
        Require(delta, value => value is >= 1e-12 and <= 0.1, "1e-12 to 0.1");
        var examples = new Option<string?>("--examples") { Description = "The agreed number of examples of every partner, with commas.", HelpName = "N1,N2,..." };
        examples.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Numbers(text).IsEmpty)
                result.AddError($"Got --examples {text}, wanted whole numbers from 1 to 2^40 with commas between, for example 12000,9500.");
        });
        var partners = new Option<int?>("--partners") { Description = "The number of partners, where their sizes do not matter.", HelpName = "N" };
        Require(partners, value => value is null or (>= 1 and <= 1_000_000), "1 to 1,000,000");
        var unit = new Option<string>("--unit") { Description = "record or partner: whose presence is hidden.", HelpName = "UNIT", DefaultValueFactory = _ => "record" };
        unit.AcceptOnlyFromAmong("record", "partner");
        var parameters = new Option<int?>("--parameters") { Description = "Parameters of the model; needed for unit partner. 'fed plan check' prints them.", HelpName = "D" };
        Require(parameters, value => value is null or >= 1, "at least 1");
        var rounds = new Option<int>("--rounds") { Description = "Rounds of the run.", HelpName = "T", DefaultValueFactory = _ => 200 };
        Require(rounds, value => value is >= 1 and <= 100_000, "1 to 100,000");
        var sampling = new Option<double>("--sampling") { Description = "Unit record: the probability with which a record is in a round.", HelpName = "Q", DefaultValueFactory = _ => 1.0 / 15 };
        Require(sampling, value => value is > 0 and <= 1, "above 0, at most 1");
        var command = new Command("plan", "Find the noise multiplier for a budget, without a federation.")
        {
            epsilon, delta, examples, partners, unit, parameters, rounds, sampling,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(examples) is null == result.GetResult(partners) is null)
                result.AddError("Got both or none of --examples and --partners; wanted --examples N1,N2,... or --partners N.");
            if (result.GetResult(unit)?.GetValueOrDefault<string>() == "partner" && result.GetResult(parameters) is null)
                result.AddError("Got unit partner without --parameters; wanted the model's number of parameters, because the noise grows with it.");
        });
        return CommandContext.WithAction(command, (parsed, _) =>
        {
            var sizes = Numbers(parsed.GetValue(examples) ?? string.Empty);
            var ofPartner = parsed.GetRequiredValue(unit) == "partner";
            var offer = new NoiseOffer
            {
                Unit = ofPartner ? PrivacyUnit.Partner : PrivacyUnit.Record,
                Epsilon = parsed.GetRequiredValue(epsilon),
                Delta = parsed.GetRequiredValue(delta),
                Rounds = parsed.GetRequiredValue(rounds),
                SamplingRate = ofPartner ? 1 : parsed.GetRequiredValue(sampling),
                Partners = parsed.GetValue(partners) ?? sizes.Length,
                Examples = sizes.Sum(),
                Parameters = parsed.GetValue(parameters),
            };
            NoiseOfferText.Write(context.Screen, offer);
            return Task.FromResult(0);
        });
    }

    /// <summary>The numbers, or none when one of them is not a whole number from 1 to 2^40.</summary>
    private static ImmutableArray<long> Numbers(string text)
    {
        var numbers = ImmutableArray.CreateBuilder<long>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 1L << 40)
                return [];
            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    private static void Require<T>(Option<T> option, Func<T, bool> holds, string wanted) => option.Validators.Add((OptionResult result) =>
    {
        if (!holds(result.GetValueOrDefault<T>()!))
            result.AddError(Invariant($"Got {option.Name} {string.Join(' ', result.Tokens.Select(token => token.Value))}, wanted {wanted}."));
    });
}
