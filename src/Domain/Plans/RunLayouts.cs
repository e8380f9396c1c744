using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Queries;

namespace Federated.Domain.Plans;

/// <summary>
/// What the files of a run hold, as it follows from the plan alone: node, intake and round cannot disagree. For most strategies all
/// three are the model's layout.
/// </summary>
/// <param name="Model">The model's tensors.</param>
/// <param name="Update">What a partner sends: the model's tensors, then those that the strategy wants summed with them.</param>
/// <param name="Published">What a round publishes: the model's tensors, then those that the strategy wants at the nodes.</param>
public sealed record RunLayouts(ParameterLayout Model, ParameterLayout Update, ParameterLayout Published)
{
    /// <summary>The layouts of a plan.</summary>
    public static RunLayouts Of(RunPlan plan)
    {
        if (plan.Query is not null)
            return new(plan.Layout, QueryBins.Uploaded(plan), plan.Layout);
        var model = plan.Specification.Layout;
        var strategy = plan.Strategy.ToSpecification(round: 1, plan.Rounds);
        return new(model, Extend(model, strategy.UpdateTensors(model)), Extend(model, strategy.PublishedTensors(model)));
    }

    /// <summary>The first published file: the initial model, and zeros for what the strategy adds.</summary>
    public byte[] InitialFile(ReadOnlySpan<float> parameters)
    {
        var values = new float[Published.ParameterCount];
        parameters.CopyTo(values);
        return ModelFile.Write(Published, values);
    }

    private static ParameterLayout Extend(ParameterLayout model, ImmutableArray<ParameterTensor> more) =>
        more.IsEmpty ? model : ParameterLayout.Create(model.Tensors.AddRange(more));
}
