using System.Collections.Immutable;
using Federated.Domain.Ledger;

namespace Federated.Domain.Registry;

/// <summary>Holds a model's newest evaluations against the gates of a track.</summary>
public static class GateRule
{
    /// <summary>One result for each gate.</summary>
    /// <param name="gates">The gates that stand.</param>
    /// <param name="model">The model that is to be released.</param>
    /// <param name="released">The model that is released now, or null.</param>
    public static ImmutableArray<GateResult> Check(IEnumerable<QualityGate> gates, RegisteredModel model, RegisteredModel? released)
    {
        ArgumentNullException.ThrowIfNull(gates);
        ArgumentNullException.ThrowIfNull(model);
        return [.. gates.Select(gate => Check(gate, model, released))];
    }

    private static GateResult Check(QualityGate gate, RegisteredModel model, RegisteredModel? released)
    {
        var newest = model.Evaluations.LastOrDefault(e => e.Metrics.ContainsKey(gate.Metric) && (gate.Dataset is not { } data || e.DataHash == data));
        if (newest is null)
        {
            return new(gate, false, $"got no evaluation of '{gate.Metric}'{(gate.Dataset is { } wanted ? $" on data {wanted}" : string.Empty)}, wanted {gate.Text}. "
                + $"Measure it with 'fed model evaluate {model.Model}'.");
        }

        var got = newest.Metrics[gate.Metric];
        var where = $"got {FixedPoint.Text(got)} on '{newest.Dataset}' ({newest.Examples} examples)";
        return gate.Bound switch
        {
            QualityGate.Minimum => new(gate, got >= gate.MicroValue, $"{where}, wanted {gate.Text}"),
            QualityGate.Maximum => new(gate, got <= gate.MicroValue, $"{where}, wanted {gate.Text}"),
            _ => Compare(gate, model, released, newest, where),
        };
    }

    private static GateResult Compare(QualityGate gate, RegisteredModel model, RegisteredModel? released, ModelEvaluated newest, string where)
    {
        if (released is null || released.Model == model.Model)
            return new(gate, true, $"{where}; nothing else is released to compare with");
        if (released.Evaluations.LastOrDefault(e => e.DataHash == newest.DataHash && e.Metrics.ContainsKey(gate.Metric)) is not { } standing)
        {
            return new(gate, false, $"{where}, but the released model {released.Model} has no evaluation of '{gate.Metric}' on the same data, wanted {gate.Text}. "
                + $"Measure it with 'fed model evaluate {released.Model}'.");
        }

        var got = newest.Metrics[gate.Metric];
        var reference = standing.Metrics[gate.Metric];
        var met = gate.Bound == QualityGate.Drop ? got >= reference - gate.MicroValue : got <= reference + gate.MicroValue;
        return new(gate, met, $"{where}, the released model has {FixedPoint.Text(reference)}, wanted {gate.Text}");
    }
}
