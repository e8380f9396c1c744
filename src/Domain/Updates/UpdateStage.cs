using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Updates.Codecs;

namespace Federated.Domain.Updates;

/// <summary>
/// Takes an update's bytes as they arrive, in any chunking, and checks them on the way: memory is the header and one float32
/// per parameter, and what is refused is refused at its first wrong byte, whatever the chunks.
/// </summary>
/// <remarks>
/// After a refusal every further call refuses in the same way. Not thread-safe. An update refused, completed or abandoned
/// has changed nothing outside this object.
/// </remarks>
public sealed class UpdateStage : IDisposable
{
    private const int BlockLength = 64 * 1024; // Copied, checked and hashed while in the cache.
    private readonly UpdateExpectation _expected;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int _headerBound;
    private readonly byte[] _prefix = new byte[SafetensorsHeader.PrefixLength];
    private byte[] _header = [];
    private float[] _values = [];
    private byte[]? _coded;
    private UpdateCodec _codec = Float32Codec.Instance;
    private UpdateMetadata? _metadata;
    private FederatedException? _refusal;
    private StagedUpdate? _staged;
    private long _received;

    /// <summary>Starts with nothing received.</summary>
    /// <exception cref="ArgumentException">The expectation's bound is not finite and positive, or its weight below 1.</exception>
    public UpdateStage(UpdateExpectation expectation)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        if (!float.IsFinite(expectation.CoordinateBound) || expectation.CoordinateBound <= 0)
            throw new ArgumentException(
                $"Got coordinate bound {expectation.CoordinateBound}, wanted a finite, positive one.", nameof(expectation));
        if (expectation.MaxWeightUnits < 1)
            throw new ArgumentException(
                $"Got a largest weight of {expectation.MaxWeightUnits} units, wanted 1 or more.", nameof(expectation));
        _expected = expectation;
        _headerBound = UpdateFile.HeaderLengthUpperBound(expectation.Layout);
    }

    private long DataOffset => SafetensorsHeader.PrefixLength + (long)_header.Length;

    private long DataLength => _coded?.Length ?? (sizeof(float) * (long)_expected.Layout.ParameterCount);

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="FederatedException">
    /// At the first violation. FED-1201: not safetensors, or metadata missing or superfluous; 1203: a header longer than this layout
    /// needs; 1204: NaN or infinity; 1205: beyond the coordinate bound; 1206: other tensors, shapes, order or layout hash; 1207:
    /// another run or round; 1208: weight out of range; 1211: unknown codec or element type; 1212: bytes after the last tensor.
    /// </exception>
    /// <exception cref="InvalidOperationException">The update was completed before.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ThrowIfOver();
        try
        {
            while (!bytes.IsEmpty)
            {
                var taken = _received < SafetensorsHeader.PrefixLength ? TakePrefix(bytes)
                    : _metadata is null ? TakeHeader(bytes) : TakeData(bytes);
                _hash.AppendData(bytes[..taken]);
                bytes = bytes[taken..];
            }
        }
        catch (FederatedException refusal)
        {
            _refusal = refusal;
            _values = [];
            throw;
        }
    }

    /// <summary>Ends the update and hands it over; to be called once, after the last byte.</summary>
    /// <exception cref="FederatedException">FED-1202 when bytes are missing, or the refusal that <see cref="Append"/> gave.</exception>
    /// <exception cref="InvalidOperationException">The update was completed before.</exception>
    public StagedUpdate Complete()
    {
        ThrowIfOver();
        if (_metadata is null || _received < DataOffset + DataLength)
            throw _refusal = new FederatedException(ErrorCodes.UpdateTruncated,
                $"Got {_received} bytes, wanted {(_metadata is null ? "at least a whole header" : $"{DataOffset + DataLength}")}. " +
                    "The connection broke off; send the same bytes again.");
        if (_coded is not null)
            Decode(_coded);
        _staged = new(ContentHash.FromBytes(_hash.GetHashAndReset()), _metadata, _values);
        return _staged;
    }

    /// <summary>Frees the hash's state; what <see cref="Complete"/> returned stays valid.</summary>
    public void Dispose() => _hash.Dispose();

    private int TakePrefix(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, SafetensorsHeader.PrefixLength - (int)_received);
        bytes[..taken].CopyTo(_prefix.AsSpan((int)_received));
        _received += taken;
        if (_received < SafetensorsHeader.PrefixLength)
            return taken;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(_prefix);
        if (length < 2)
            throw new FederatedException(ErrorCodes.UpdateMalformed, $"Got a header of {length} bytes, wanted a safetensors header. " +
                "Is this an update file?");
        if (length > (ulong)_headerBound)
            throw new FederatedException(ErrorCodes.UpdateTooLarge,
                $"Got a header of {length} bytes, wanted at most {_headerBound} for this model. " +
                "Is this an update file?");
        _header = new byte[length];
        return taken;
    }

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        var filled = (int)_received - SafetensorsHeader.PrefixLength;
        var taken = Math.Min(bytes.Length, _header.Length - filled);
        bytes[..taken].CopyTo(_header.AsSpan(filled));
        _received += taken;
        if (filled + taken < _header.Length)
            return taken;
        var header = SafetensorsHeaderReader.Read(_header, ErrorCodes.UpdateMalformed);
        var metadata = UpdateMetadataText.ReadAndCheck(header.Metadata, _expected);
        _codec = UpdateCodec.Parse(metadata.Codec);
        LayoutCheck.Check(header, _expected.Layout, _codec);
        if (_codec is Float32Codec)
            _values = new float[_expected.Layout.ParameterCount];
        else
            _coded = new byte[header.DataLength];
        _metadata = metadata;
        return taken;
    }

    private int TakeData(ReadOnlySpan<byte> bytes)
    {
        var filled = _received - DataOffset;
        var taken = (int)Math.Min(Math.Min(bytes.Length, BlockLength), DataLength - filled);
        if (taken == 0)
            throw new FederatedException(ErrorCodes.UpdateWrongLength,
                $"Got more than {DataOffset + DataLength} bytes, wanted the update to end there. " +
                "Send the file as it was written.");
        if (_coded is not null)
        {
            bytes[..taken].CopyTo(_coded.AsSpan((int)filled));
            _received += taken;
            return taken;
        }

        var first = (int)(filled / sizeof(float));
        var within = (int)(filled % sizeof(float));
        var whole = (within + taken) / sizeof(float);
        var touched = _values.AsSpan(first, (within + taken + sizeof(float) - 1) / sizeof(float));
        bytes[..taken].CopyTo(MemoryMarshal.AsBytes(touched)[within..]);
        LittleEndian.ToMachineOrder(touched[..whole]);
        CoordinateCheck.Check(touched[..whole], first, _expected);
        _received += taken;
        return taken;
    }

    /// <summary>A coded update is checked once it is whole: what counts is what it decodes to.</summary>
    private void Decode(byte[] coded)
    {
        try
        {
            _values = new float[_expected.Layout.ParameterCount];
            _codec.Decode(_expected.Layout, coded, _values);
            CoordinateCheck.Check(_values, 0, _expected);
            _coded = null;
        }
        catch (FederatedException refusal)
        {
            _refusal = refusal;
            _values = [];
            throw;
        }
    }

    private void ThrowIfOver()
    {
        if (_refusal is not null)
            throw new FederatedException(_refusal.Code, _refusal.Message, _refusal.Detail, _refusal);
        if (_staged is not null)
            throw new InvalidOperationException("The update was completed before. Use a new stage for another one.");
    }
}
