using System.Text.Json.Serialization;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Work;

/// <summary>A partner is in the cohort of a round.</summary>
/// <param name="Run">The run.</param>
/// <param name="Round">The round's number.</param>
/// <param name="Plan">The run's plan; its canonical hash must be <paramref name="PlanHash"/>.</param>
/// <param name="PlanHash">The hash that the ledger holds for the run.</param>
/// <param name="BaseModel">The model to train from.</param>
/// <param name="Layout">The parameter layout that the update must have.</param>
/// <param name="SecondsLeft">Until the deadline, by the round's own clock.</param>
/// <param name="Resend">True when the node's update was claimed and then lost: it sends the identical bytes again and does not train.</param>
/// <param name="Terms">Clip norm and noise multiplier of this round; those of the plan unless it lets them adapt.</param>
/// <param name="InlineModel">The model file itself when it is small, else null: fetch it by its hash.</param>
public sealed record Assignment(
    RunId Run, int Round, [property: JsonConverter(typeof(PlanJsonConverter))] RunPlan Plan, ContentHash PlanHash, ContentHash BaseModel, ContentHash Layout, int SecondsLeft, bool Resend, RoundTerms Terms,
    byte[]? InlineModel)
{
    /// <summary>The largest model file that is put inline, in bytes.</summary>
    public const int InlineLimit = 256 * 1024;

    /// <summary>
    /// The last committed round of the run that counted this partner's update, 0 for none: what a node that keeps state from round to round
    /// (scaffold) goes on from. Left out of the JSON when 0.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Counted { get; init; }

    /// <summary>Bytes of the model that follow, where the answer is framed (<see cref="WorkFrames"/>); left out of the JSON when 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int InlineLength { get; init; }

    /// <summary>The round's id.</summary>
    public RoundId Id => new(Run, Round);
}
