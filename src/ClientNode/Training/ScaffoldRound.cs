using System.Numerics.Tensors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Rounds;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Training;

/// <summary>
/// The node's part of a SCAFFOLD round (Karimireddy et al., 1910.06378, algorithm 1, option II): local steps are corrected by c - c_i;
/// afterwards c_i becomes c_i - c + (x - y)/(K eta), y being the parameters after K steps.
/// </summary>
public sealed class ScaffoldRound
{
    private readonly ControlVariates _store;
    private readonly Assignment _assignment;
    private readonly ParameterLayout _model;
    private readonly float[] _server;
    private readonly float[] _own;

    /// <param name="store">The node's control variates.</param>
    /// <param name="assignment">The round.</param>
    /// <param name="model">The model's layout.</param>
    /// <param name="server">c, as the published file has it.</param>
    /// <exception cref="Domain.Errors.FederatedException">FED-1603 when the node's own control variate is gone.</exception>
    public ScaffoldRound(ControlVariates store, Assignment assignment, ParameterLayout model, float[] server)
    {
        (_store, _assignment, _model, _server) = (store, assignment, model, server);
        _own = store.Read(Counted, model);
        Correction = new float[server.Length];
        TensorPrimitives.Subtract<float>(server, _own, Correction);
    }

    /// <summary>c - c_i, added to every local gradient.</summary>
    public float[] Correction { get; }

    private RoundId Counted => new(_assignment.Run, _assignment.Counted);

    /// <summary>
    /// The update, the change of the model and then that of c_i, and c_i kept for when the round has counted it. Under
    /// <c>partner-central</c> both are clipped together here already, as the silo would, so that c_i moves by what is counted.
    /// </summary>
    /// <param name="change">y - x.</param>
    /// <param name="steps">K.</param>
    public float[] Finish(ReadOnlySpan<float> change, long steps)
    {
        var plan = _assignment.Plan;
        var n = change.Length;
        var update = new float[2 * n];
        change.CopyTo(update);
        var scale = 1 / (steps * plan.Training.LearningRate);
        for (var i = 0; i < n; i++)
            update[n + i] = (float)(-_server[i] - (change[i] * scale));
        if (plan.Privacy.Mode == PrivacyPlan.PartnerCentral && _assignment.Terms.ClipNorm is { } bound)
            Clipping.ClipInPlace(update, bound);

        var next = new float[n];
        TensorPrimitives.Add(_own, update.AsSpan(n), next);
        _store.Write(_assignment.Id, _model, next);
        _store.Forget(Counted);
        return update;
    }
}
