using System.Collections.Immutable;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Partner;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Run;

/// <summary>Who is in a run's next round: takes in new partners where the plan says so, leaves out the suspended, draws.</summary>
public sealed partial class CohortDraw(IGrainFactory grains, TimeProvider time, ILogger log)
{
    // A partner whose budget does not cover the run is asked about when something changes, not in every round.
    private readonly HashSet<PartnerName> _refused = [];

    /// <summary>The book with those that joined, and the cohort; null, with the reason, while too few partners are available.</summary>
    public async Task<(RunBook Book, ImmutableArray<PartnerName>? Cohort, CohortSize Size, string? Waiting)> Next(RunBook book)
    {
        var federation = await grains.GetGrain<IFederationGrain>(GrainKeys.Federation).Partners();
        if (book.Plan.Cohort.OpenToNewPartners is true)
            book = await TakeIn(book, federation);
        var suspended = federation.Where(p => p.Suspended).Select(p => PartnerName.Parse(p.Partner)).ToHashSet();
        ImmutableArray<PartnerName> available = [.. book.History.Partners.Keys.Where(p => !suspended.Contains(p))];
        if (CohortSize.Of(book.Plan.Cohort, available.Length) is not { } size)
        {
            return (book, null, default, FormattableString.Invariant(
                $"waiting for partners: {available.Length} of {book.History.Partners.Count} are not suspended, wanted {book.Plan.Cohort.Fewest} for a round"));
        }

        var capabilities = book.Plan.Cohort.Selection is CohortPlan.Resources ? await Capabilities(available) : [];
        return (book, CohortSelection.Select(book.Plan, book.NextRound.Number, available, size.Assigned, book.History, p => capabilities.GetValueOrDefault(p)), size, null);
    }

    private async Task<RunBook> TakeIn(RunBook book, ImmutableArray<PartnerEntry> federation)
    {
        foreach (var newcomer in federation.Where(p => p is { EnrolledAt: not null, Suspended: false }).Select(p => PartnerName.Parse(p.Partner)))
        {
            if (book.History.Partners.ContainsKey(newcomer) || _refused.Contains(newcomer)
                || (book.Plan.Privacy.PartnerExamples is { } agreed && !agreed.ContainsKey(newcomer.ToString())))
                continue;
            var entry = new PartnerJoinedRun(time.GetUtcNow(), book.Run, newcomer);
            var reply = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).Join(LedgerCodec.Encode(entry));
            if (reply.Failure is null)
            {
                book = book.With(entry);
            }
            else if (reply.Failure.Code == ErrorCodes.BudgetExceeded.Number || reply.Failure.Code == ErrorCodes.ReservationMissing.Number)
            {
                _refused.Add(newcomer);
                NotTakenIn(book.Run, newcomer, reply.Failure.Message);
            }
            else
            {
                throw reply.Failure.ToException();
            }
        }

        return book;
    }

    private async Task<Dictionary<PartnerName, NodeCapability?>> Capabilities(ImmutableArray<PartnerName> partners)
    {
        var statuses = await Task.WhenAll(partners.Select(p => grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(p)).Status()));
        return partners.Zip(statuses).ToDictionary(p => p.First, p => p.Second.Capability?.ToCapability());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: '{Partner}' cannot join: {Reason}")]
    private partial void NotTakenIn(RunId run, PartnerName partner, string reason);
}
