using System.Collections.Immutable;
using System.Text.Json;
using Federated.ConsoleApp.Samples;
using Federated.ConsoleApp.Watch;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Protocol;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Demo;

/// <summary>
/// Gives every partner files of its own: a Dirichlet share of the training examples, disjoint from all others. What models are
/// measured on is in no share.
/// </summary>
public static class DemoShares
{
    private const string HeldOutCsv = "held-out.csv";
    private const int Side = 28;

    /// <summary>Writes the shares.</summary>
    /// <returns>One for each partner.</returns>
    /// <exception cref="FederatedException">FED-1501 when the data set is not there.</exception>
    public static ImmutableArray<DemoShare> Write(DemoOptions options, DemoPlan plan, DemoDirectory directory)
    {
        string[] folders = [.. options.PartnerNames.Select(directory.PartnerData)];
        if (options.Dataset == SampleDataset.FashionMnist)
        {
            var images = SampleData.FashionTraining(options.FashionMnist, plan.Classes);
            var shares = DirichletPartitioner.Split(images.Labels.Span, options.Partners, options.Alpha, options.Seed);
            ShareWriter.WriteIdx(images, shares, folders, Side, Side);
            return Keep(directory, Describe(options, images, shares));
        }

        var columns = PlanData.Columns(plan.Data);
        var (training, heldOut) = SampleData.Wdbc(options.Samples, plan.Data, options.Seed);
        Directory.CreateDirectory(directory.HeldOut);
        CsvDatasetWriter.Write(heldOut, columns, Path.Combine(directory.HeldOut, HeldOutCsv));
        var parts = DirichletPartitioner.Split(training.Labels.Span, options.Partners, options.Alpha, options.Seed);
        ShareWriter.WriteCsv(training, parts, folders, columns);
        return Keep(directory, Describe(options, training, parts));
    }

    /// <summary>What <see cref="Write"/> gave out in this folder.</summary>
    /// <exception cref="FederatedException">FED-1601 when the folder was made by an earlier version, which did not keep it.</exception>
    public static ImmutableArray<DemoShare> Read(DemoDirectory directory)
    {
        try
        {
            return [.. JsonSerializer.Deserialize<DemoShare[]>(File.ReadAllText(directory.Shares), ProtocolJson.Options) ?? []];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"{directory.Shares} does not say what each partner was given ({e.Message}); wanted the file that a demo writes. Keep the demo in another folder.", inner: e);
        }
    }

    /// <summary>A scorer over what no partner trains on.</summary>
    /// <exception cref="FederatedException">FED-1501 or FED-1504.</exception>
    public static ModelScorer Scorer(DemoOptions options, RunPlan plan, DemoDirectory directory) => options.Dataset == SampleDataset.FashionMnist
        ? ModelScorer.FromRaw(plan, SampleData.FashionTest(options.FashionMnist, plan.Model.Outputs))
        : ModelScorer.FromCsv(plan, Path.Combine(directory.HeldOut, HeldOutCsv));

    /// <summary>The arguments by which a node is told of its share.</summary>
    public static string[] NodeArguments(DemoOptions options, string folder) => options.Dataset == SampleDataset.FashionMnist
        ? ["--idx-images", Path.Combine(folder, ShareWriter.ImagesFile), "--idx-labels", Path.Combine(folder, ShareWriter.LabelsFile)]
        : ["--csv", Path.Combine(folder, ShareWriter.CsvFile)];

    private static ImmutableArray<DemoShare> Keep(DemoDirectory directory, ImmutableArray<DemoShare> shares)
    {
        File.WriteAllText(directory.Shares, JsonSerializer.Serialize(shares.ToArray(), ProtocolJson.Options));
        return shares;
    }

    private static ImmutableArray<DemoShare> Describe(DemoOptions options, Dataset data, int[][] shares) =>
    [
        .. shares.Select((share, partner) => new DemoShare(
            options.PartnerNames[partner],
            share.Length,
            [.. share.GroupBy(index => data.Labels.Span[index]).OrderByDescending(group => group.Count()).Select(group => (int)group.Key)])),
    ];
}
