using System.Collections.Immutable;
using Federated.Domain.Aggregation.Robust;
using Federated.Domain.Ledger;
using Federated.Domain.Models;
using Federated.Grains.Ports;

namespace Federated.Silo.Storage;

/// <summary>
/// Removes single updates whose round is over: the process that kept them for a robust rule died before it was told. In
/// <c>record-central</c> they are sums without noise, so they do not wait for <c>fed model gc</c>. It looks when the silo starts, and every
/// hour for what another silo left behind. Safe at any time (<see cref="OpenKeptUpdates"/>).
/// </summary>
/// <param name="ledger">Says which rounds are over.</param>
/// <param name="inventory">What is stored.</param>
/// <param name="blobs">Where it is removed.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The silo's log.</param>
public sealed partial class KeptUpdateSweep(
    ILedgerStore ledger, IBlobInventory inventory, IBlobStore blobs, TimeProvider time, ILogger<KeptUpdateSweep> logger) : BackgroundService
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>One look.</summary>
    /// <returns>What was removed.</returns>
    /// <exception cref="Domain.Errors.FederatedException">FED-1602 when the storage refuses.</exception>
    public async Task<ImmutableArray<ContentHash>> Sweep(CancellationToken cancellationToken = default)
    {
        var stored = await Task.Run(inventory.List, cancellationToken);
        var open = new OpenKeptUpdates();
        foreach (var entry in await ledger.EntriesOfTypes([RunLaunched.TypeName, PartnerJoinedRun.TypeName, RunFinished.TypeName], cancellationToken))
            open.Apply(entry.Decode());
        if (open.Sizes.Count == 0)
            return [];
        foreach (var run in open.Runs.ToArray())
        {
            foreach (var entry in await ledger.EntriesOfRun(run, cancellationToken))
                open.Apply(entry.Decode());
        }

        var owners = open.Owners();
        var removed = ImmutableArray.CreateBuilder<ContentHash>();
        foreach (var blob in stored.Where(blob => open.Sizes.Contains(blob.Bytes)))
        {
            if (await Owner(blob.Hash, cancellationToken) is not { } owner || owners.Contains(owner))
                continue;
            await blobs.Forget(blob.Hash);
            removed.Add(blob.Hash);
        }

        if (removed.Count > 0)
            Removed(removed.Count);
        return removed.ToImmutable();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                try
                {
                    await Sweep(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    NotSwept(e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task<ContentHash?> Owner(ContentHash blob, CancellationToken cancellationToken)
    {
        await using var stream = blobs.OpenRead(blob);
        if (stream is null)
            return null;
        var start = new byte[KeptUpdate.HeaderSize];
        var read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return KeptUpdate.OwnerOf(start.AsSpan(0, read));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removed {Count} single updates of rounds that are over, which a process that died had kept")]
    private partial void Removed(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Single updates of rounds that are over could not be looked for; tried again in an hour")]
    private partial void NotSwept(Exception exception);
}
