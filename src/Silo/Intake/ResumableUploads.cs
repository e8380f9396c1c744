using Federated.Domain.Agreements;
using Federated.Domain.Models;
using Federated.Domain.Rounds;
using Federated.Protocol;

namespace Federated.Silo.Intake;

/// <summary>
/// Uploads whose line broke, kept for a while in this process so that the sender goes on where it stopped. Only the partner that sent a part
/// can go on with it, for the same round and the same announced hash. One at a time and partner and round; the oldest go when there is
/// no room, and none outlives the process: then the sender starts over, which is always allowed.
/// </summary>
/// <param name="capacity">Bytes of memory and disk that all may take.</param>
/// <param name="time">The clock.</param>
internal sealed class ResumableUploads(long capacity, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(PartnerName Partner, RoundId Round), Parked> _parked = [];
    private readonly Dictionary<(PartnerName Partner, RoundId Round), Running> _running = [];
    private ITimer? _timer;

    /// <summary>Parts that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _parked.Count;
        }
    }

    /// <summary>
    /// How much of an upload is here. Who asks has given up the connection that brought it, so an upload that still runs there is ended first.
    /// </summary>
    public async Task<long> Offset(PartnerName partner, RoundId round, ContentHash hash, CancellationToken cancellationToken)
    {
        Running? running;
        lock (_lock)
            running = _running.GetValueOrDefault((partner, round));
        if (running is not null)
        {
            running.End();
            try
            {
                await running.Ended.WaitAsync(Times.Beat, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return 0;
            }
        }

        lock (_lock)
            return _parked.TryGetValue((partner, round), out var parked) && parked.Hash == hash ? parked.Upload.Received : 0;
    }

    /// <summary>Takes the part that ends at an offset; null when there is no such part.</summary>
    public UnfinishedUpload? Take(PartnerName partner, RoundId round, ContentHash? hash, long offset)
    {
        lock (_lock)
        {
            return _parked.TryGetValue((partner, round), out var parked) && parked.Hash == hash && parked.Upload.Received == offset && _parked.Remove((partner, round))
                ? parked.Upload
                : null;
        }
    }

    /// <summary>Keeps a part, in the place of an earlier one of the same partner and round.</summary>
    public void Park(PartnerName partner, RoundId round, ContentHash hash, UnfinishedUpload upload)
    {
        lock (_lock)
        {
            Drop((partner, round));
            if (upload.Received == 0 || upload.Held > capacity)
            {
                upload.Dispose();
                return;
            }

            while (_parked.Values.Sum(p => p.Upload.Held) + upload.Held > capacity)
                Drop(_parked.MinBy(p => p.Value.Until).Key);
            _parked.Add((partner, round), new(hash, upload, time.GetUtcNow() + Times.PartKept));
            _timer ??= time.CreateTimer(_ => Sweep(), null, Times.PartKept, Times.PartKept);
        }
    }

    /// <summary>An upload runs; dispose the result when it has ended.</summary>
    /// <param name="partner">Whose.</param>
    /// <param name="round">Of which round.</param>
    /// <param name="aborted">Ends with the request.</param>
    public Running Begin(PartnerName partner, RoundId round, CancellationToken aborted)
    {
        var running = new Running(this, (partner, round), aborted);
        lock (_lock)
            _running[(partner, round)] = running;
        return running;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            foreach (var key in _parked.Keys.ToArray())
                Drop(key);
        }
    }

    private void Sweep()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var (key, _) in _parked.Where(p => p.Value.Until <= now).ToArray())
                Drop(key);
        }
    }

    private void Drop((PartnerName, RoundId) key)
    {
        if (_parked.Remove(key, out var parked))
            parked.Upload.Dispose();
    }

    private sealed record Parked(ContentHash Hash, UnfinishedUpload Upload, DateTimeOffset Until);

    /// <summary>An upload that runs.</summary>
    internal sealed class Running : IDisposable
    {
        private readonly ResumableUploads _owner;
        private readonly (PartnerName, RoundId) _key;
        private readonly CancellationTokenSource _end;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Running(ResumableUploads owner, (PartnerName, RoundId) key, CancellationToken aborted)
        {
            (_owner, _key) = (owner, key);
            _end = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        }

        /// <summary>Ends with the request, or when its sender goes on elsewhere.</summary>
        public CancellationToken Token => _end.Token;

        internal Task Ended => _ended.Task;

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (_owner._lock)
            {
                if (_owner._running.GetValueOrDefault(_key) == this)
                    _owner._running.Remove(_key);
                _end.Dispose();
            }

            _ended.TrySetResult();
        }

        internal void End()
        {
            lock (_owner._lock)
            {
                if (!_ended.Task.IsCompleted && _owner._running.GetValueOrDefault(_key) == this)
                    _end.Cancel();
            }
        }
    }
}
