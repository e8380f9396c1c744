using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Federated.Domain.Aggregation;
using Federated.Domain.Privacy.Noise;

namespace Federated.Domain.Privacy.Mechanisms;

/// <summary>A round's exact sum with its noise, worked out where it is read, so that neither is ever there as a whole a second time.</summary>
/// <remarks>
/// <para>
/// <b>Guarantee.</b> Every coordinate is what <see cref="GaussianNoise.Add(Span{long}, DiscreteGaussian, IRandomStream)"/> makes of the whole
/// sum with the same stream from its position 0, whatever the order of reading, and however often: noise is a function of the key and the place.
/// <b>Limit.</b> As there. What was read is to be released as one release, once.
/// </para>
/// <para>
/// The noise is drawn in batches of <see cref="DiscreteGaussian.BatchSize"/> that take a varying number of bytes. Where each batch begins
/// in the stream is kept (8 bytes a batch), so that an earlier one can be drawn again; reading ahead draws what lies between. Not thread-safe.
/// </para>
/// </remarks>
public sealed class NoisedSum : IExactSum, IDisposable
{
    private const int Batch = DiscreteGaussian.BatchSize;
    private readonly IExactSum _sum;
    private readonly DiscreteGaussian _distribution;
    private readonly AesCtrStream _stream;
    private readonly List<long> _begins = [0]; // Of the batches up to the first that was not drawn yet.
    private readonly long[] _noise;
    private readonly long[] _exact;
    private int _drawn = -1; // The batch in _noise.

    /// <param name="sum">Every coordinate of the model, also those that no update touched.</param>
    /// <param name="scale">How much noise.</param>
    /// <param name="stream">Fresh, secret bytes, for this use alone; at position 0.</param>
    public NoisedSum(IExactSum sum, NoiseScale scale, AesCtrStream stream)
    {
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(stream);
        (_sum, _distribution, _stream) = (sum, scale.Distribution(), stream);
        _noise = new long[Math.Min(Batch, sum.Dimension)];
        _exact = new long[_noise.Length];
    }

    /// <inheritdoc/>
    public int FractionalBits => _sum.FractionalBits;

    /// <inheritdoc/>
    public long WeightUnits => _sum.WeightUnits;

    /// <inheritdoc/>
    public int Count => _sum.Count;

    /// <summary>The exact votes, without noise.</summary>
    public int Votes => _sum.Votes;

    /// <inheritdoc/>
    public int Dimension => _sum.Dimension;

    private int Batches => (Dimension + Batch - 1) / Batch;

    /// <inheritdoc/>
    /// <exception cref="Errors.FederatedException">FED-1004: a sum is 2^62 or more in size; clipped sums never meet it.</exception>
    public void Read(int first, Span<long> sums)
    {
        while (!sums.IsEmpty)
        {
            var within = first % Batch;
            var piece = sums[..Math.Min(sums.Length, Batch - within)];
            Draw(first / Batch);
            var exact = _exact.AsSpan(0, piece.Length);
            _sum.Read(first, exact);
            GaussianNoise.CheckRoom(exact);
            TensorPrimitives.Add<long>(exact, _noise.AsSpan(within, piece.Length), piece);
            sums = sums[piece.Length..];
            first += piece.Length;
        }
    }

    /// <summary>The stream behind the last coordinate's noise, for what else the round releases.</summary>
    public IRandomStream After()
    {
        if (_begins.Count <= Batches)
            Draw(Batches - 1);
        _stream.Position = _begins[Batches];
        return _stream;
    }

    /// <summary>Wipes the noise; the stream stays its owner's.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_noise.AsSpan()));
        _drawn = -1;
    }

    private void Draw(int batch)
    {
        if (batch == _drawn)
            return;
        _drawn = -1;
        for (var next = Math.Min(batch, _begins.Count - 1); next <= batch; next++)
        {
            if (_stream.Position != _begins[next])
                _stream.Position = _begins[next];
            _distribution.Fill(_noise.AsSpan(0, Math.Min(Batch, Dimension - (next * Batch))), _stream);
            if (next == _begins.Count - 1)
                _begins.Add(_stream.Position);
        }

        _drawn = batch;
    }
}
