using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Grains.Abstractions;
using Federated.Grains.Abstractions.Partner;
using Federated.Grains.Ports;
using Federated.Protocol.Work;
using Federated.Silo.Api.Mapping;

namespace Federated.Silo.Api;

/// <summary>Long polls of nodes. They end with the request, and at once when the host stops.</summary>
internal sealed class WorkDesk(IGrainFactory grains, IBlobStore blobs, TimeProvider time)
{
    /// <summary>The next work of a partner; empty when there is none in time, or the host stops.</summary>
    public async Task<WorkResponse> Next(PartnerName partner, WorkRequest request, HttpContext context)
    {
        var answer = grains.GetGrain<IPartnerGrain>(GrainKeys.Partner(partner)).NextWork(request.ToQuery());
        if (await LongPoll.Wait(answer, context) is not { } reply)
            return new([], []);
        var assignments = new List<Assignment>(reply.Assignments.Length);
        foreach (var message in reply.Assignments)
            assignments.Add(message.ToAssignment(time.GetUtcNow(), await Inline(ContentHash.Parse(message.BaseModel), context.RequestAborted)));
        return new([.. assignments], [.. reply.Closed.Select(AssignmentMapping.ToClosedRound)]);
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
