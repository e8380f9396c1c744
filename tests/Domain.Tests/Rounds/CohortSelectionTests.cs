using Federated.Domain.Agreements;
using Federated.Domain.Rounds;

namespace Federated.Domain.Tests.Rounds;

public sealed class CohortSelectionTests
{
    private static readonly PartnerName[] Partners = [.. Enumerable.Range(1, 20).Select(i => PartnerName.Parse($"partner-{i}"))];

    [Fact]
    public void Draw_SameSeedAndRound_RepeatsWhateverTheOrderOfTheList() =>
        Assert.Equal(CohortSelection.Draw(Partners, 5, 7, 3).AsEnumerable(), CohortSelection.Draw(Partners.AsEnumerable().Reverse(), 5, 7, 3));

    [Fact]
    public void Draw_MoreThanThereAre_TakesEveryone() => Assert.Equal(20, CohortSelection.Draw(Partners, 30, 7, 3).Length);

    [Fact]
    public void Draw_OverManyRounds_OffersEveryPartnerAboutEquallyOften()
    {
        var counts = Enumerable.Range(1, 4000).SelectMany(round => CohortSelection.Draw(Partners, 5, 7, round)).CountBy(p => p).ToDictionary();

        // Binomial(4000, 1/4): mean 1000, standard deviation 27; six of them either side, over 20 partners, fail by chance once in 10^7.
        // The seed is fixed, so a failure means the draw has changed.
        Assert.All(Partners, p => Assert.InRange(counts[p], 1000 - (6 * 27), 1000 + (6 * 27)));
    }
}
