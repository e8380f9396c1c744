using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Demo;

/// <summary>
/// The sample plan of a data set, with what the command line changes. A private one is a template until the agreed numbers of
/// examples are filled in, so it is checked only then.
/// </summary>
public sealed class DemoPlan
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly JsonObject _template;

    private DemoPlan(JsonObject template)
    {
        _template = template;
        Data = template["data"].Deserialize<DataPlan>(RunPlanFile.JsonOptions) ?? new();
        Classes = template["model"]?["outputs"]?.GetValue<int>() ?? throw new JsonException("model.outputs is missing.");
    }

    /// <summary>How raw features become model inputs.</summary>
    public DataPlan Data { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Reads the template and puts in rounds, cohort and seed.</summary>
    /// <exception cref="FederatedException">FED-1002 when there is no such plan or it cannot be read.</exception>
    public static DemoPlan Read(DemoOptions options)
    {
        var path = Path.Combine(options.Samples, "plans", options.Dataset.Name + (options.Private ? ".json" : "-fedavg.json"));
        try
        {
            var template = JsonNode.Parse(File.ReadAllText(path), documentOptions: Reading)?.AsObject() ?? throw new JsonException("it is null.");
            if (options.Rounds is { } rounds)
                template["rounds"] = rounds;
            template["cohort"] = new JsonObject { ["size"] = options.Partners, ["quorum"] = options.Partners };
            Seed(template, options.Seed);
            return new(template);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new FederatedException(ErrorCodes.PlanUnreadable, $"The sample plan {path} cannot be read: {e.Message} Name the folder of samples with --samples.", inner: e);
        }
    }

    /// <summary>The whole plan, checked.</summary>
    /// <param name="shares">What each partner was given: its agreed number of examples, where the mode wants one.</param>
    /// <exception cref="FederatedException">FED-1001, FED-1002 or FED-1006 when it is not a plan that may run.</exception>
    public RunPlan Fill(IEnumerable<DemoShare> shares)
    {
        var filled = _template.DeepClone().AsObject();
        if (filled["privacy"] is JsonObject privacy && privacy["mode"]?.GetValue<string>() == PrivacyPlan.RecordCentral)
        {
            privacy["partnerExamples"] = new JsonObject(shares
                .OrderBy(share => share.Partner, StringComparer.Ordinal)
                .Select(share => KeyValuePair.Create(share.Partner, (JsonNode?)JsonValue.Create((long)share.Examples))));
        }

        return RunPlanFile.Parse(filled.ToJsonString());
    }

    /// <summary>The initial model, and the order of batches where a plan names a seed for it: nothing that privacy rests on.</summary>
    private static void Seed(JsonObject template, ulong seed)
    {
        if (template["model"] is JsonObject model)
            model["seed"] = seed;
        if (template["training"] is JsonObject training && training.ContainsKey("seed"))
            training["seed"] = seed;
    }
}
