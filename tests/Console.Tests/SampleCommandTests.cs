using Federated.ConsoleApp.Samples;
using Federated.ConsoleApp.Samples.Catalog;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Tests;

public sealed class SampleCommandTests
{
    [Fact]
    public async Task Sample_WithoutAName_ListsThemAll()
    {
        using var fed = new Fed();

        Assert.Equal(0, await fed.Run("sample"));

        Assert.All(SampleCatalog.All, sample => Assert.Contains(sample.Name, fed.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sample_OfRandomLabels_FindsNothing_AndSaysWhatWasStated()
    {
        using var fed = new Fed();

        var code = await fed.Run("sample", "random-labels");

        Assert.Contains("5.00 % to 16.00 %, what guessing gives: reached", fed.Out, StringComparison.Ordinal);
        Assert.Contains("the most frequent class alone", fed.Out, StringComparison.Ordinal);
        Assert.Contains("verified, 25 entries", fed.Out, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Sample_WhoseDataAreNotThere_SaysHowToGetThem()
    {
        using var fed = new Fed();

        Assert.Equal(1, await fed.Run("sample", "mnist-mlp", "--mnist", "nowhere"));

        Assert.Contains("FED-1501", fed.Error, StringComparison.Ordinal);
        Assert.Contains("./demo --sample mnist-mlp", fed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_HaveAPlanForTheirPartners() => Assert.All(SampleCatalog.All, sample =>
    {
        var template = PlanTemplate.Read(Path.Combine(SampleFolder.Locate("/"), "plans", sample.Name + ".json"), "");
        var plan = template.Fill(Enumerable.Range(1, sample.Partners).Select(number => KeyValuePair.Create(FormattableString.Invariant($"partner-{number}"), 10L)));
        Assert.Equal(sample.Partners, plan.Cohort.Size);
        Assert.Equal(sample.Name, plan.Name);
        Assert.Equal(PrivacyPlan.None, plan.Privacy.Mode);
    });
}
