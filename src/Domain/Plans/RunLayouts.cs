using System.Collections.Immutable;
using Federated.Domain.Models;
using Federated.Domain.Queries;

namespace Federated.Domain.Plans;

/// <summary>
/// What the files of a run hold, as it follows from the plan alone: node, intake and round cannot disagree. For most strategies all
/// three are the model's layout.
/// </summary>
/// <param name="Model">The tensors of the model that travel: all of it, unless <c>model.transfer</c> says otherwise.</param>
/// <param name="Update">What a partner sends: the model's tensors, then those that the strategy wants summed with them.</param>
/// <param name="Published">What a round publishes: the model's tensors, then those that the strategy wants at the nodes.</param>
public sealed record RunLayouts(ParameterLayout Model, ParameterLayout Update, ParameterLayout Published)
{
    private const int PieceLength = 1 << 16;

    /// <summary>The layouts of a plan.</summary>
    public static RunLayouts Of(RunPlan plan)
    {
        if (plan.Query is not null)
            return new(plan.Layout, QueryBins.Uploaded(plan), plan.Layout);
        var model = plan.Parts.Shared;
        var strategy = plan.Strategy.ToSpecification(round: 1, plan.Rounds);
        return new(model, Extend(model, strategy.UpdateTensors(model)), Extend(model, strategy.PublishedTensors(model)));
    }

    /// <summary>
    /// Writes the first published file: the model's initial parameters, or zeros before a query's answer, and zeros for what the strategy
    /// adds.
    /// </summary>
    /// <param name="plan">The plan of these layouts.</param>
    /// <param name="file">As long as <see cref="ModelFileWriter.Length"/> says for <see cref="Published"/>.</param>
    /// <param name="whole">The whole model that <c>model.transfer.base</c> names; null for initial parameters.</param>
    public void WriteInitial(RunPlan plan, IByteSink file, float[]? whole = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var writer = new ModelFileWriter(Published);
        writer.WriteHeader(file);
        var zeros = 0;
        if (plan.Query is null)
        {
            var parts = plan.Parts;
            if (parts.IsWhole && whole is null)
                parts.Model.InitialParameters(plan.Model.Seed, PieceLength, (first, piece) => writer.Write(file, first, piece));
            else
                writer.Write(file, 0, parts.InitialShared(whole ?? parts.Model.InitialParameters(plan.Model.Seed), plan.Model.Seed));
            zeros = Model.ParameterCount;
        }

        var none = new float[Math.Min(PieceLength, Published.ParameterCount - zeros)];
        for (; zeros < Published.ParameterCount; zeros += none.Length)
            writer.Write(file, zeros, none.AsSpan(0, Math.Min(none.Length, Published.ParameterCount - zeros)));
    }

    private static ParameterLayout Extend(ParameterLayout model, ImmutableArray<ParameterTensor> more) =>
        more.IsEmpty ? model : ParameterLayout.Create(model.Tensors.AddRange(more));
}
