using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Federation;
using Federated.Domain.Models;
using Federated.Protocol.Registry;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed model diff</c>: two models side by side, metrics on the same data and distance of the parameters.</summary>
public static class ModelDiffCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var (left, right) = (ModelOptions.Model("A"), ModelOptions.Model("B"));
        var track = ModelOptions.Track("The track of tags.");
        return CommandContext.WithAction(new Command("diff", "Compare two models: metrics on the same data, and distance of the parameters.") { left, right, track }, async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            var (a, _) = await ModelOptions.FindAsync(client, parsed.GetRequiredValue(left), parsed.GetValue(track), token);
            var (b, _) = await ModelOptions.FindAsync(client, parsed.GetRequiredValue(right), parsed.GetValue(track), token);
            context.Screen.Fact("A", a.Summary.Model);
            context.Screen.Fact("B", b.Summary.Model);
            context.Screen.Line();
            ShowMetrics(context.Screen, a, b);
            context.Screen.Line();
            if (a.Layout == b.Layout)
                ShowDistance(context.Screen, await DistanceAsync(client, a, b, token));
            else
                context.Screen.Line("The models have different parameter layouts, so their parameters cannot be compared.");
            return 0;
        });
    }

    private static void ShowMetrics(Screen screen, ModelDetail a, ModelDetail b)
    {
        // The newest evaluation of each on each data; only the same data compare.
        var pairs = Newest(a).Join(Newest(b), e => e.Data, e => e.Data, (ofA, ofB) => (ofA, ofB));
        var rows = pairs.SelectMany(pair => pair.ofA.Metrics.Where(m => pair.ofB.Metrics.ContainsKey(m.Key)).Select(m => new[]
        {
            m.Key, pair.ofB.Dataset, Number(m.Value), Number(pair.ofB.Metrics[m.Key]), (pair.ofB.Metrics[m.Key] - m.Value).ToString("+0.######;-0.######;0", CultureInfo.InvariantCulture),
        })).ToArray();
        if (rows.Length == 0)
            screen.Line("The two have no metric on the same data. 'fed model evaluate' measures one.");
        else
            screen.Table(["metric", "dataset", "#A", "#B", "#B - A"], rows);
    }

    private static IEnumerable<EvaluationView> Newest(ModelDetail model) => model.Evaluations.GroupBy(e => e.Data).Select(g => g.MaxBy(e => e.At)!);

    private static async Task<ParameterDistance> DistanceAsync(FederationClient client, ModelDetail a, ModelDetail b, CancellationToken cancellationToken)
    {
        var layout = (await client.RunAsync(a.Summary.Run, cancellationToken)).Plan.Layout;
        var left = ModelFile.Read(await client.ModelAsync(a.Summary.Model, cancellationToken), layout);
        var right = ModelFile.Read(await client.ModelAsync(b.Summary.Model, cancellationToken), layout);
        return ParameterDistance.Between(layout, left, right);
    }

    private static void ShowDistance(Screen screen, ParameterDistance distance) => screen.Table(
        ["tensor", "#values", "#L2", "#largest"],
        [
            .. distance.Tensors.Select(t => new[] { t.Name, t.Count.ToString(CultureInfo.InvariantCulture), Number(t.L2), Number(t.Maximum) }),
            ["all", distance.Tensors.Sum(t => t.Count).ToString(CultureInfo.InvariantCulture), Number(distance.L2), Number(distance.Maximum)],
        ]);

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
