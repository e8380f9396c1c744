using System.Collections.Immutable;
using System.Text;
using Federated.Domain.Agreements;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Domain.Rounds;
using Federated.Grains.Ledger;
using Federated.Grains.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Federated.Grains.Tests.Ledger;

public sealed class BudgetBookTests
{
    private static readonly ImmutableArray<PartnerName> Partners = [PartnerName.Parse("ann"), PartnerName.Parse("bob"), PartnerName.Parse("eve")];
    private static readonly RunId[] Runs = [RunId.Parse("run-1"), RunId.Parse("run-2"), RunId.Parse("run-3")];

    private static readonly RunPlan Declared = TinyPlan.Of(cohort: 2, rounds: 6) with
    {
        Strategy = new() { Kind = "server-sgd" },
        Training = new() { LocalEpochs = 1 },
        Privacy = new()
        {
            Mode = PrivacyPlan.RecordCentral, Delta = 1e-5, ClipNorm = 1, NoiseMultiplier = 2, SamplingRate = 0.1, Projection = 1,
            PartnerExamples = ImmutableSortedDictionary<string, long>.Empty.Add("ann", 100).Add("bob", 100),
        },
    };

    private static readonly RunPlan Adaptive = Declared with { Privacy = Declared.Privacy with { Filter = new() { Epsilon = 8 } } };

    /// <summary>Whenever it is read in between, and wherever it was started anew, the book says what a fold of the whole ledger says.</summary>
    [Fact]
    public void Read_AfterAnyHistory_IsTheFoldOfTheWholeLedger() => Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var store = new ListStore();
        var book = new BudgetBook(store);
        var whole = new BudgetFold();
        foreach (var (what, run, read, restart) in history)
        {
            var entry = Entry(what, run);
            if (store.Takes(entry))
            {
                store.Add(entry);
                whole.Apply(entry);
            }

            if (restart)
                book = new(store);
            if (read && Text(book.Read().GetAwaiter().GetResult()) != Text(whole))
                return false;
        }

        return Text(book.Read().GetAwaiter().GetResult()) == Text(whole) && Text(new BudgetBook(store).Read().GetAwaiter().GetResult()) == Text(whole);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Read_Again_ReadsOnlyWhatWasAppended()
    {
        var store = new ListStore();
        store.Add(Entry(0, 0));
        store.Add(Entry(1, 0));
        var book = new BudgetBook(store);
        await book.Read();
        var (typed, ofRun, entries) = (store.TypedReads, store.RunReads, store.Entries);
        store.Add(new RoundReserved(DateTimeOffset.UnixEpoch, Runs[0], 1, 2_000_000));

        await book.Read();
        await book.Read();

        Assert.Equal((typed, ofRun, entries + 1), (store.TypedReads, store.RunReads, store.Entries));
    }

    private static Gen<(int What, int Run, bool Read, bool Restart)[]> Histories { get; } = (
        from what in Gen.Choose(0, 9)
        from run in Gen.Choose(0, 2)
        from read in Gen.Elements(true, false)
        from restart in Gen.Frequency((1, Gen.Constant(true)), (6, Gen.Constant(false)))
        select (what, run, read, restart)).ListOf().Select(list => list.ToArray());

    private static LedgerEntry Entry(int what, int index)
    {
        var (at, run) = (DateTimeOffset.UnixEpoch, Runs[index]);
        var plan = index == 1 ? Adaptive : Declared;
        return what switch
        {
            0 => new RunLaunched(at, run, Encoding.UTF8.GetString(RunPlanFile.Canonical(plan)), RunPlanFile.Hash(plan), plan.Privacy.Mode, plan.Rounds,
                [Partners[0], Partners[1]], default, default, 1_000),
            1 => new BudgetAgreed(at, Partners[index], BudgetAgreed.Record, 1_000_000 * (index + 1), 10_000_000),
            2 => new PartnerJoinedRun(at, run, Partners[2]),
            3 or 4 => new RoundReserved(at, run, what - 2, 1_000_000 * what),
            5 or 6 => new RoundSealed(at, run, what - 3, [Partners[0]], [], [], [], default, "m", 0),
            7 => new RoundAbandoned(at, run, 4, [Partners[0]], [], "quorum"),
            8 => new RunFinished(at, run, RunFinished.Stopped, default),
            _ => new RunFinished(at, run, RunFinished.Completed, default),
        };
    }

    private static string Text(BudgetFold fold) => string.Join('\n', Partners.SelectMany(partner => new[] { PrivacyUnit.Record, PrivacyUnit.Partner }.Select(unit =>
        $"{partner} {unit} {fold.Budget(partner, unit)}: " + string.Join("; ", fold.Charges(partner, unit).Select(charge =>
            $"{charge.Run} {charge.IsAdaptive} {string.Join(',', charge.Declared)} / {(charge.Used is { } used ? string.Join(',', used) : "all")}")))));

    /// <summary>A ledger in memory that counts what is read.</summary>
    private sealed class ListStore : ILedgerStore
    {
        private readonly List<LedgerEntry> _entries = [];

        public int TypedReads { get; private set; }

        public int RunReads { get; private set; }

        public int Entries { get; private set; }

        /// <summary>As the ledger: a unique key once, nothing of a run before its launch and nothing after its end.</summary>
        public bool Takes(LedgerEntry entry) => !_entries.Exists(e => e.UniqueKey is { } key && key == entry.UniqueKey)
            && (entry.RunOrNull is not { } run || entry is RunLaunched
                || (_entries.Exists(e => e is RunLaunched && e.RunOrNull == run) && !_entries.Exists(e => e is RunFinished && e.RunOrNull == run)));

        public void Add(LedgerEntry entry) => _entries.Add(entry);

        public Task<LedgerHead> ReadHead(CancellationToken cancellationToken = default) => Task.FromResult(new LedgerHead(_entries.Count, default));

        public Task<ImmutableArray<StoredEntry>> Page(long from, int max, CancellationToken cancellationToken = default)
        {
            var page = Stored((_, index) => index >= from).Take(max).ToImmutableArray();
            Entries += page.Length;
            return Task.FromResult(page);
        }

        public Task<ImmutableArray<StoredEntry>> EntriesOfRun(RunId run, CancellationToken cancellationToken = default)
        {
            RunReads++;
            return Task.FromResult(Stored((entry, _) => entry.RunOrNull == run).ToImmutableArray());
        }

        public Task<ImmutableArray<StoredEntry>> EntriesOfTypes(IReadOnlyCollection<string> types, CancellationToken cancellationToken = default)
        {
            TypedReads++;
            return Task.FromResult(Stored((entry, _) => types.Contains(entry.Type)).ToImmutableArray());
        }

        public Task<ImmutableArray<AppendedEntry>> Append(LedgerAppend append, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<StoredEntry?> Find(string uniqueKey, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<byte[]?> ReadSecret(RoundId round, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> IsCommittedModel(ContentHash model, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        private IEnumerable<StoredEntry> Stored(Func<LedgerEntry, int, bool> where) => _entries
            .Select((entry, index) => (entry, index)).Where(e => where(e.entry, e.index))
            .Select(e => new StoredEntry(e.index, LedgerCodec.LeafHash(e.entry), LedgerCodec.Encode(e.entry)));
    }
}
