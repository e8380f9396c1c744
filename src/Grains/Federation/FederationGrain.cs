using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Federation;
using Federated.Grains.Abstractions.Ledger;
using Federated.Grains.Abstractions.Run;
using Federated.Grains.Infrastructure;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Federation;

/// <summary>The federation: its partners and runs, and the launch of a new one.</summary>
public sealed partial class FederationGrain(
    [PersistentState("federation")] IPersistentState<FederationRecord> storage, TimeProvider time, ILogger<FederationGrain> log)
    : Grain, IFederationGrain
{
    private CommandQueue<FederationRecord>? _queue;

    // Shared writes: a thousand partners that enrol at once change one list.
    private CommandQueue<FederationRecord> Records => _queue ??= new(storage, DeactivateOnIdle);

    private FederationRecord State => Records.Current;

    /// <inheritdoc/>
    public async Task Start(string federation, string authority)
    {
        var reply = await GrainFactory.GetGrain<ILedgerGrain>(GrainKeys.Ledger).Append(
            [LedgerCodec.Encode(new FederationCreated(time.GetUtcNow(), federation, ContentHash.Parse(authority)))]);
        if (reply.Failure is { } failure)
            throw failure.ToException();
        foreach (var run in State.Runs.Where(r => r.Active))
            await Resume(run);
    }

    /// <inheritdoc/>
    public async Task<LaunchReply> Launch(LaunchRun command)
    {
        try
        {
            if (State.Runs.FirstOrDefault(r => r.OperationId == command.OperationId) is { } earlier)
                return await StartRun(earlier);
            var plan = RunPlanFile.Parse(command.Plan);
            var partners = Eligible(plan);
            var run = command.Run is null ? NextId(plan.Name) : RunId.Parse(command.Run);
            if (State.Runs.Any(r => r.Run == run.ToString()))
                throw new FederatedException(ErrorCodes.RunExists, $"There is a run '{run}' already; give another id with --run, or none.");
            var launched = new FederationRun(run.ToString(), command.OperationId, Active: true, Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), partners);
            await Records.Run(record => record with { Runs = record.Runs.Add(launched) });
            return await StartRun(launched);
        }
        catch (FederatedException e)
        {
            return new(Failure.Of(e), string.Empty, string.Empty, string.Empty);
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<RunEntry>> Runs() =>
        Task.FromResult(State.Runs.Reverse().Select(r => new RunEntry(r.Run, r.Active)).ToImmutableArray());

    /// <inheritdoc/>
    public Task<ImmutableArray<PartnerEntry>> Partners() => Task.FromResult(State.Partners);

    /// <inheritdoc/>
    public async Task PartnerChanged(PartnerEntry partner)
    {
        await Records.Run(record => record with { Partners = With(record.Partners, partner) });
        if (partner.EnrolledAt is null)
            return;
        foreach (var run in State.Runs.Where(r => r.Active))
            await GrainFactory.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(run.Run))).PartnersChanged();
    }

    /// <inheritdoc/>
    public Task RunEnded(string run) =>
        Records.Run(record => record with { Runs = [.. record.Runs.Select(r => r.Run == run ? r with { Active = false } : r)] });

    // By name, so that a place is found without sorting all of them again.
    private static ImmutableArray<PartnerEntry> With(ImmutableArray<PartnerEntry> partners, PartnerEntry partner)
    {
        var place = partners.BinarySearch(partner, Comparer<PartnerEntry>.Create((a, b) => string.CompareOrdinal(a.Partner, b.Partner)));
        return place >= 0 ? partners.SetItem(place, partner) : partners.Insert(~place, partner);
    }

    private ImmutableArray<string> Eligible(RunPlan plan)
    {
        var enrolled = State.Partners.Where(p => p is { EnrolledAt: not null, Suspended: false }).Select(p => p.Partner).ToImmutableArray();
        if (plan.Privacy.PartnerExamples is { } agreed)
        {
            var missing = agreed.Keys.Where(name => !enrolled.Contains(name)).ToArray();
            if (plan.Cohort.OpenToNewPartners is true && agreed.Count - missing.Length >= plan.Cohort.Fewest)
                return [.. agreed.Keys.Except(missing)];
            return missing.Length == 0 ? [.. agreed.Keys] : throw new FederatedException(ErrorCodes.PlanDoesNotFit,
                $"The plan's privacy.partnerExamples names {string.Join(", ", missing)}, not enrolled here or suspended. Invite them with 'fed partner invite NAME', or take them out.");
        }

        if (plan.Privacy.Mode == PrivacyPlan.PartnerCentral && enrolled.Length > plan.Cohort.Size)
        {
            throw new FederatedException(ErrorCodes.PlanDoesNotFit,
                $"Mode partner-central needs every partner in every round, because the ledger shows who took part: cohort.size is {plan.Cohort.Size}, wanted {enrolled.Length}.");
        }

        var fewest = plan.Cohort.Minimum ?? (plan.Cohort.Fraction is null ? plan.Cohort.Size : plan.Cohort.Quorum);
        if (enrolled.Length >= fewest)
            return enrolled;
        throw new FederatedException(ErrorCodes.PlanDoesNotFit,
            $"The plan wants a cohort of {fewest}, and {enrolled.Length} partners are enrolled and not suspended. "
            + "Invite more with 'fed partner invite NAME', or lower cohort.size, cohort.minimum and cohort.quorum.");
    }

    private RunId NextId(string name)
    {
        var slug = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        if (slug.Length == 0 || !char.IsAsciiLetter(slug[0]))
            slug = "run-" + slug;
        var taken = State.Runs.Select(r => r.Run).ToHashSet(StringComparer.Ordinal);
        for (var number = 1; ; number++)
        {
            var id = $"{slug[..Math.Min(slug.Length, 40)]}-{number.ToString(CultureInfo.InvariantCulture)}";
            if (!taken.Contains(id))
                return RunId.Parse(id);
        }
    }

    private Task<LaunchReply> StartRun(FederationRun run) => GrainFactory.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(run.Run)))
        .Start(new(run.Plan, run.Partners, run.OperationId));

    private async Task Resume(FederationRun run)
    {
        var reply = await StartRun(run);
        if (reply.Failure is { } failure)
            ResumeFailed(run.Run, failure.Message);
        else if ((await GrainFactory.GetGrain<IRunGrain>(GrainKeys.Run(RunId.Parse(run.Run))).Status()).Outcome != "running")
            await RunEnded(run.Run);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run} cannot go on: {Reason}")]
    private partial void ResumeFailed(string run, string reason);
}
