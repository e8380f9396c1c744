using Federated.Domain.Aggregation;
using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Abstractions.Round;
using Federated.Grains.Ports;
using Federated.Grains.Round;
using Federated.Protocol;

namespace Federated.Silo.Intake;

/// <summary>Answers rounds that gather their partial sums.</summary>
internal sealed partial class IntakeObserver(FoldBook book, IBlobStore blobs, SumDesk desk, TimeProvider time, ILogger<IntakeObserver> logger) : IIntakeObserver
{
    private const int InlineLimit = 1 << 20;

    /// <inheritdoc/>
    public async Task<PartialReply> Collect(CollectPartial request)
    {
        var round = new RoundId(RunId.Parse(request.Run), request.Round);
        var expected = request.Members.ToDictionary(m => PartnerName.Parse(m.Partner), m => ContentHash.Parse(m.UpdateHash));
        if (book.Find(round) is not { } folds)
            return Incomplete(round, expected.Count);
        try
        {
            // A claim that takes longer has an unknown outcome, and its member will be asked to resend.
            await folds.ClaimsUnderWay().WaitAsync(Times.LongestClaim, time);
        }
        catch (TimeoutException)
        {
            LogClaimsSlow(round, Times.LongestClaim);
        }

        var held = folds.Collect(expected, out var superfluous);
        if (!superfluous.IsEmpty)
            LogSuperfluous(round, string.Join(", ", superfluous));
        if (held is not var (partial, kept))
            return Incomplete(round, expected.Count);
        if (partial is null)
        {
            return new(Complete: true, Partial: null, PartialBlob: null)
            {
                Kept = [.. kept.Select(update => new KeptUpdateMessage(update.Partner.ToString(), update.Blob.ToString()))],
            };
        }

        if (partial.Sum.ByteLength() <= InlineLimit)
        {
            using (partial)
                return new(Complete: true, PartialSum.Of(partial.Sum).ToBytes(), PartialBlob: null);
        }

        if (request.Desk == desk.Id)
        {
            desk.Lay(round, partial);
            return new(Complete: true, Partial: null, PartialBlob: null) { OnDesk = true };
        }

        using (partial)
        {
            await using var blob = await blobs.Create(partial.Sum.ByteLength());
            await Task.Run(() => partial.Sum.WriteTo(blob));
            return new(Complete: true, Partial: null, (await blob.Commit()).ToString());
        }
    }

    /// <inheritdoc/>
    public async Task Release(RoundReference round)
    {
        var id = new RoundId(RunId.Parse(round.Run), round.Round);
        desk.Take(id)?.Dispose();
        foreach (var blob in book.Release(id))
            await blobs.Forget(blob);
    }

    private PartialReply Incomplete(RoundId round, int expected)
    {
        LogIncomplete(round, expected);
        return new(Complete: false, Partial: null, PartialBlob: null);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: this intake does not hold exactly the {Expected} updates that the round expects of it; they will be asked for again")]
    private partial void LogIncomplete(RoundId round, int expected);

    [LoggerMessage(Level = LogLevel.Error, Message = "Round {Round}: folded, but not expected: {Partners}. The accumulator is dropped")]
    private partial void LogSuperfluous(RoundId round, string partners);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: a claim is still unanswered after {Longest}; collecting without it")]
    private partial void LogClaimsSlow(RoundId round, TimeSpan longest);
}
