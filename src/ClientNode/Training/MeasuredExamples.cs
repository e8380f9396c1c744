using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>What a model is measured on.</summary>
/// <param name="Data">The examples, scaled as for training; there may be none.</param>
/// <param name="Fields">For every example the texts of the subgroups' columns; null where one is missing.</param>
public sealed record MeasuredExamples(Dataset Data, string?[][] Fields)
{
    /// <summary>Examples without subgroups.</summary>
    public static MeasuredExamples Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var none = Array.Empty<string?>();
        return new(data, [.. Enumerable.Repeat(none, data.Count)]);
    }
}
