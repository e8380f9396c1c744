using System.Text.Json;
using System.Text.Json.Nodes;
using Federated.Domain.Errors;
using Federated.Domain.Metrics;
using Federated.Domain.Models;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Samples;

/// <summary>
/// A plan file with what the command line changes. A private one may be a template until the agreed numbers of examples are filled in,
/// so it is checked only then.
/// </summary>
public sealed class PlanTemplate
{
    private const string Cohort = "cohort";
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly JsonObject _template;

    private PlanTemplate(JsonObject template)
    {
        _template = template;
        Data = template["data"].Deserialize<DataPlan>(RunPlanFile.JsonOptions) ?? new();
        Classes = template["model"].Deserialize<ModelPlan>(RunPlanFile.JsonOptions)?.Outputs is { } outputs and > 0 ? ClassOutputs.Classes(outputs) : throw new JsonException("model.outputs is missing.");
    }

    /// <summary>How raw features become model inputs.</summary>
    public DataPlan Data { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>The privacy mode, or null when the template has none.</summary>
    public string? Mode => Privacy?["mode"] is JsonValue mode && mode.TryGetValue(out string? name) ? name : null;

    private JsonObject? Privacy => _template["privacy"] as JsonObject;

    /// <summary>Reads a template.</summary>
    /// <param name="path">The file.</param>
    /// <param name="help">What to do when it cannot be read, a sentence.</param>
    /// <exception cref="FederatedException">FED-1002 when it cannot be read.</exception>
    public static PlanTemplate Read(string path, string help)
    {
        try
        {
            return new(JsonNode.Parse(File.ReadAllText(path), documentOptions: Reading)?.AsObject() ?? throw new JsonException("it is null."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            throw new FederatedException(ErrorCodes.PlanUnreadable, $"The plan {path} cannot be read: {e.Message} {help}", inner: e);
        }
    }

    /// <summary>Puts in another number of rounds.</summary>
    public void SetRounds(int rounds) => _template["rounds"] = rounds;

    /// <summary>Puts in another cohort, all of which must answer; the seed of the draw stays.</summary>
    public void SetCohort(int size)
    {
        var cohort = _template[Cohort] as JsonObject ?? [];
        (cohort["size"], cohort["quorum"]) = (size, size);
        _template[Cohort] = cohort;
    }

    /// <summary>Seeds the initial model, and the order of batches where the plan names a seed for it: nothing that privacy rests on.</summary>
    public void SetSeed(ulong seed)
    {
        if (_template["model"] is JsonObject model)
            model["seed"] = seed;
        if (_template["training"] is JsonObject training && training.ContainsKey("seed"))
            training["seed"] = seed;
    }

    /// <summary>Puts in the model to start from.</summary>
    public void SetInitial(ContentHash model)
    {
        if (_template["model"] is JsonObject declared)
            declared["initial"] = model.ToString();
    }

    /// <summary>The whole plan, checked.</summary>
    /// <param name="examples">What each partner was given: its agreed number of examples, where the mode wants one.</param>
    /// <exception cref="FederatedException">FED-1001, FED-1002 or FED-1006 when it is not a plan that may run.</exception>
    public RunPlan Fill(IEnumerable<KeyValuePair<string, long>> examples)
    {
        var filled = _template.DeepClone().AsObject();
        if (filled["privacy"] is JsonObject privacy && Mode is PrivacyPlan.RecordCentral or PrivacyPlan.RecordLocal)
        {
            privacy["partnerExamples"] = new JsonObject(examples
                .OrderBy(share => share.Key, StringComparer.Ordinal)
                .Select(share => KeyValuePair.Create(share.Key, (JsonNode?)JsonValue.Create(share.Value))));
        }

        return RunPlanFile.Parse(filled.ToJsonString());
    }
}
