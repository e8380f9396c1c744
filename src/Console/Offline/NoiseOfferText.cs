using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Privacy;
using static System.FormattableString;

namespace Federated.ConsoleApp.Offline;

/// <summary>Says what noise a budget needs.</summary>
public static class NoiseOfferText
{
    private static readonly double[] Steps = [0.5, 0.75, 1, 1.5, 2];

    /// <summary>Writes it.</summary>
    public static void Write(Screen screen, NoiseOffer offer)
    {
        var noise = offer.NoiseMultiplier(offer.Rounds);
        var report = offer.Report(noise, offer.Rounds);
        screen.Fact("budget", $"epsilon {Exact(offer.Epsilon)} ({Words.Basis(offer.Delta, offer.Unit)})");
        screen.Fact("noise multiplier", Exact(noise));
        screen.Fact("epsilon", Invariant($"{Words.Epsilon(report.RdpEpsilon)} by RDP, {Words.Epsilon(report.PldEpsilon)} by PLD after {offer.Rounds} rounds"));
        if (offer.Unit == PrivacyUnit.Record)
            Records(screen, offer, noise);
        else
            Partners(screen, offer, noise);
        screen.Line();
        screen.Line(Invariant($"Epsilon for rounds and noise; 'needed' is the noise multiplier that keeps epsilon {Exact(offer.Epsilon)}:"));
        double[] multipliers = [.. Steps.Select(step => double.Round(step * noise, 3))];
        screen.Table(
            ["#rounds", "#needed", .. multipliers.Select(multiplier => "#z " + Exact(multiplier))],
            [.. Counts(offer.Rounds).Select(rounds => Row(offer, rounds, multipliers))]);
    }

    private static string[] Row(NoiseOffer offer, int rounds, double[] multipliers) =>
    [
        rounds.ToString(CultureInfo.InvariantCulture),
        Exact(offer.NoiseMultiplier(rounds)),
        .. multipliers.Select(multiplier => Words.Epsilon(offer.Report(multiplier, rounds).Epsilon)),
    ];

    private static void Records(Screen screen, NoiseOffer offer, double noise)
    {
        screen.Fact("sampling rate", Exact(offer.SamplingRate));
        if (offer.Examples == 0)
        {
            screen.Line("Name the agreed numbers of examples with --examples to see what the noise does to a step.");
            return;
        }

        var lot = offer.SamplingRate * offer.Examples;
        screen.Fact("lot", Invariant($"{lot:0.#} of {offer.Examples:N0} records a round, of {offer.Partners} partners together"));
        screen.Fact("noise of a step", Invariant($"{noise / lot:0.######} clip norms in every parameter")
            + (offer.Parameters is { } parameters ? Invariant($", {noise * Math.Sqrt(parameters) / lot:0.###} in length over {parameters:N0} parameters") : string.Empty));
        if (offer.Delta * offer.Examples >= 1)
            screen.Warning(Invariant($"delta {offer.Delta} is not below one in {offer.Examples:N0} records: publishing one record whole would keep such a promise. Choose a smaller delta."));
    }

    private static void Partners(Screen screen, NoiseOffer offer, double noise)
    {
        var signal = offer.Signal(noise);
        screen.Fact("rho", Invariant($"n / (z sqrt d) = {offer.Partners} / ({Exact(noise)} x sqrt {offer.Parameters}) = {signal:0.####}"));
        var needed = Invariant($"{offer.PartnersFor(PartnerSignal.Useful, noise):N0} partners would give a usable {PartnerSignal.Useful}");
        if (signal >= PartnerSignal.Useful)
        {
            screen.Line("With this many partners their sum stands out of the noise.");
        }
        else if (signal >= PartnerSignal.Least)
        {
            screen.Line($"Expect a poor model: even updates that all agree are shorter than the noise. {needed}.");
        }
        else
        {
            screen.Warning(Invariant($"Useless with {offer.Partners} partners: even if all their updates agreed, the noise would be {1 / signal:0.#} times as long as their sum, and the model would learn next to nothing."));
            screen.Line($"{needed}, {offer.PartnersFor(PartnerSignal.Least, noise).ToString("N0", CultureInfo.InvariantCulture)} the {Exact(PartnerSignal.Least)} that a launch wants.");
            screen.Line("Take unit record (mode record-central), a smaller model, or fewer rounds.");
        }
    }

    private static IEnumerable<int> Counts(int rounds) =>
        new[] { Math.Max(1, rounds / 4), Math.Max(1, rounds / 2), rounds, rounds * 2 }.Distinct();

    private static string Exact(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
