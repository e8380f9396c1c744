using System.Runtime.CompilerServices;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Training.Data;

namespace Federated.Training.Objectives;

/// <summary>Whether the features of a dataset can be ids: what a look-up needs, said before torch reads beyond a table.</summary>
internal sealed class IdColumns
{
    // A dataset is immutable and trained on in many rounds: it is gone through once.
    private static readonly ConditionalWeakTable<Dataset, IdColumns> Known = [];

    private readonly float[] largest;
    private readonly int[] largestRow;
    private readonly (int Row, int Column)? first;

    private IdColumns(Dataset dataset)
    {
        largest = new float[dataset.FeatureCount];
        largestRow = new int[dataset.FeatureCount];
        for (var row = 0; row < dataset.Count; row++)
        {
            var values = dataset.Row(row);
            for (var column = 0; column < values.Length; column++)
            {
                var value = values[column];
                if (!(value >= 0 && value == MathF.Truncate(value)))
                    first ??= (row, column);
                if (value > largest[column])
                    (largest[column], largestRow[column]) = (value, row);
            }
        }
    }

    /// <summary>Refuses features that are not the ids that a model's first layer looks up.</summary>
    /// <exception cref="FederatedException"><see cref="ErrorCodes.DataMismatch"/> names the example, the feature and the id.</exception>
    internal static void Check(ModelSpecification model, Dataset dataset)
    {
        switch (model.Layers[0].Layer)
        {
            case EmbeddingLayer embedding:
                for (var column = 0; column < dataset.FeatureCount; column++)
                    Check(dataset, column, embedding.Tokens, "token", "model.vocabulary");
                break;
            case MatrixFactorisationLayer pairs:
                Check(dataset, 0, pairs.Users, "user", "model.users");
                Check(dataset, 1, pairs.Items, "item", "model.items");
                break;
            default:
                break;
        }
    }

    private static void Check(Dataset dataset, int column, int count, string what, string member)
    {
        var ids = Known.GetValue(dataset, static data => new IdColumns(data));
        if (ids.first is { } at)
        {
            throw Mismatch(FormattableString.Invariant($"Feature {at.Column} of example {at.Row} is {dataset.Row(at.Row)[at.Column]}; the model wants ids, whole numbers from 0. ")
                + "Leave scaling out of the plan's data, or give text to a vocabulary.");
        }

        if (ids.largest[column] >= count)
        {
            throw Mismatch(FormattableString.Invariant($"Feature {column} of example {ids.largestRow[column]} is {what} {ids.largest[column]}; the model knows {count}, 0 to {count - 1}. ")
                + $"Correct {member} of the plan, or the data.");
        }
    }

    private static FederatedException Mismatch(string message) => new(ErrorCodes.DataMismatch, message);
}
