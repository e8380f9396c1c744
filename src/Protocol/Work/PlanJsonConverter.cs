using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Protocol.Work;

/// <summary>
/// The plan of an assignment. The same few plans come with every round, so the same text gives the same object, and the same object its
/// text again. A plan that this build cannot read strictly is read as far as it can: its hash will not be the announced one.
/// </summary>
internal sealed class PlanJsonConverter : JsonConverter<RunPlan>
{
    private static readonly ConditionalWeakTable<RunPlan, byte[]> Texts = [];

    /// <inheritdoc/>
    public override RunPlan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return RunPlanFile.Parse(document.RootElement.GetRawText());
        }
        catch (FederatedException)
        {
            return document.Deserialize<RunPlan>(options);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RunPlan value, JsonSerializerOptions options) => writer.WriteRawValue(
        Texts.GetValue(value, static plan => JsonSerializer.SerializeToUtf8Bytes(plan, RunPlanFile.JsonOptions)), skipInputValidation: true);
}
