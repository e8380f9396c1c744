using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Ports;
using Federated.Protocol;
using Federated.Protocol.Work;
using Federated.Silo.Api.Mapping;

namespace Federated.Silo.Api;

/// <summary>
/// Long polls of nodes. They end with the request, and at once when the host stops. A grain is asked in short slices, so
/// that none is busy with a wait when the silo wants to stop.
/// </summary>
internal sealed class WorkDesk(IGrainFactory grains, IBlobStore blobs, TimeProvider time)
{
    /// <summary>Seconds that one grain call waits.</summary>
    internal static readonly int Slice = (int)Times.Beat.TotalSeconds;

    /// <summary>The next work of a partner; empty when there is none in time, or the host stops.</summary>
    public async Task<WorkResponse> Next(PartnerName partner, WorkRequest request, HttpContext context)
    {
        if (await Wait(grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner)), request.ToQuery(), context) is not { } reply)
            return new([], []);
        var assignments = new List<Assignment>(reply.Assignments.Length);
        foreach (var message in reply.Assignments)
            assignments.Add(message.ToAssignment(time.GetUtcNow(), await Inline(ContentHash.Parse(message.BaseModel), context.RequestAborted)));
        return new([.. assignments], [.. reply.Closed.Select(AssignmentMapping.ToClosedRound)]);
    }

    // Rounds that closed are told once a slice has passed without new work: the next round usually opens within it, and then
    // both go in one answer.
    private static async Task<WorkReply?> Wait(IPartnerGrain grain, WorkQuery query, HttpContext context)
    {
        var (left, closed) = (query.WaitSeconds, false);
        while (true)
        {
            var slice = Math.Min(left, Slice);
            var reply = await LongPoll.Wait(grain.NextWork(query with { WaitSeconds = slice }, context.RequestAborted), context);
            left -= slice;
            if (reply is null || left == 0 || !reply.Assignments.IsEmpty || (closed && !reply.Closed.IsEmpty))
                return reply;
            closed = !reply.Closed.IsEmpty;
        }
    }

    private async Task<byte[]?> Inline(ContentHash model, CancellationToken cancellationToken)
    {
        await using (var stream = blobs.OpenRead(model))
        {
            if (stream is null || stream.Length > Assignment.InlineLimit)
                return null;
        }

        return await blobs.Read(model, cancellationToken);
    }
}
