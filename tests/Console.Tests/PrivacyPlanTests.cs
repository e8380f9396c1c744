using System.Globalization;
using System.Text.RegularExpressions;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Privacy.Accounting;

namespace Federated.ConsoleApp.Tests;

public sealed partial class PrivacyPlanTests
{
    [Theory]
    [InlineData(3, 200, 1.0 / 15)]
    [InlineData(1, 100, 0.2)]
    public async Task Plan_Records_NoiseIsTheLeastThatTheAccountantAllows(double epsilon, int rounds, double sampling)
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run(
            "privacy", "plan", "--epsilon", Text(epsilon), "--delta", "1e-5", "--examples", "12000,48000", "--parameters", "57866",
            "--rounds", Text(rounds), "--sampling", Text(sampling)));
        var noise = Noise(fed);
        Assert.InRange(Epsilon(noise), 0, epsilon);
        Assert.True(Epsilon(noise * 0.999) > epsilon);
        Assert.Contains(FormattableString.Invariant($"lot:               {sampling * 60_000:0.#} of 60,000 records a round, of 2 partners together"), fed.Out, StringComparison.Ordinal);
        double Epsilon(double z) => PrivacyAccountant.Epsilon([new(new PoissonSampledGaussianEvent(z, sampling), rounds)], 1e-5);
    }

    [Fact]
    public async Task Plan_Table_HoldsTheAccountantsFigures()
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run("privacy", "plan", "--epsilon", "3", "--delta", "1e-5", "--partners", "5", "--rounds", "200"));
        var rows = fed.Out.TrimEnd().Split('\n')[^5..];
        var heads = Cells().Matches(rows[0]).Select(match => match.Value).ToArray();
        foreach (var row in rows.Skip(1).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var count = int.Parse(row[0], CultureInfo.InvariantCulture);
            for (var column = 0; column < heads.Length; column++)
            {
                var z = double.Parse(heads[column][2..], CultureInfo.InvariantCulture);
                var epsilon = PrivacyAccountant.Report([new(new PoissonSampledGaussianEvent(z, 1.0 / 15), count)], 1e-5).Epsilon;
                Assert.Equal(Words.Epsilon(epsilon), row[column + 2]);
            }
        }

        Assert.Equal(["50", "100", "200", "400"], rows.Skip(1).Select(row => row.Trim().Split(' ')[0]));
    }

    [Fact]
    public async Task Plan_FewPartners_SaysUselessAndHowManyItWouldTake()
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run(
            "privacy", "plan", "--epsilon", "3", "--delta", "1e-5", "--partners", "10", "--unit", "partner", "--parameters", "101770", "--rounds", "20"));
        var drowning = Noise(fed) * Math.Sqrt(101_770);
        Assert.Contains("Useless with 10 partners", fed.Out, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"= {10 / drowning:0.####}"), fed.Out, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{Math.Ceiling(drowning / 2):N0} partners would give a usable 0.5"), fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_ManyPartnersAndASmallModel_IsNotCalledUseless()
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run(
            "privacy", "plan", "--epsilon", "3", "--delta", "1e-5", "--partners", "1000", "--unit", "partner", "--parameters", "62", "--rounds", "20"));
        Assert.DoesNotContain("Useless", fed.Out, StringComparison.Ordinal);
        Assert.Contains("stands out of the noise", fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_DeltaAboveOneInTheRecords_Warns()
    {
        using var fed = new Fed();
        Assert.Equal(0, await fed.Run("privacy", "plan", "--epsilon", "3", "--delta", "0.01", "--examples", "400,55"));
        Assert.Contains("is not below one in 455 records", fed.Out, StringComparison.Ordinal);
    }

    private static double Noise(Fed fed) => double.Parse(Multiplier().Match(fed.Out).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"noise multiplier: +([0-9.]+)", RegexOptions.None, 1000)]
    private static partial Regex Multiplier();

    [GeneratedRegex(@"z [0-9.]+", RegexOptions.None, 1000)]
    private static partial Regex Cells();
}
