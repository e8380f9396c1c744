using System.Collections.Immutable;
using System.Text.Json;
using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>Reads the JSON of a safetensors header, trusting nothing in it. Every failure carries the code that the caller gave.</summary>
internal ref struct SafetensorsHeaderReader
{
    private const int MaxRank = 64;
    private readonly ErrorCode _code;
    private readonly List<SafetensorsTensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, string>? _metadata;
    private Utf8JsonReader _json;

    private SafetensorsHeaderReader(ReadOnlySpan<byte> json, ErrorCode code)
    {
        _code = code;
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
    }

    /// <summary>Reads and checks <paramref name="json"/>, the header without its length prefix.</summary>
    internal static SafetensorsHeader Read(ReadOnlySpan<byte> json, ErrorCode code)
    {
        var reader = new SafetensorsHeaderReader(json, code);
        try
        {
            if (json.IsEmpty || json[0] != (byte)'{')
                throw reader.Refuse("a header that does not start with '{'", "a JSON object");
            return reader.ReadRoot(SafetensorsHeader.PrefixLength + json.Length);
        }
        catch (JsonException inner)
        {
            throw new FederatedException(code, "Got a header that is not JSON, wanted a safetensors header. " +
                "Write the file with a safetensors library.", inner.Message, inner);
        }
        catch (InvalidOperationException inner)
        {
            // Utf8JsonReader reports text that is not valid UTF-8 or UTF-16 in this way.
            throw new FederatedException(code, "Got a header whose text is not valid Unicode, wanted UTF-8. " +
                "Write the file with a safetensors library.", inner.Message, inner);
        }
    }

    private SafetensorsHeader ReadRoot(int dataOffset)
    {
        _json.Read();
        while (NextProperty(out var name))
        {
            if (!_names.Add(name))
                throw Refuse($"{Excerpt.Of(name)} twice", "each name once");
            if (name == TensorName.Reserved)
                _metadata = ReadMetadata();
            else
                _tensors.Add(ReadTensor(name));
        }
        _json.Read(); // Anything but white space after the object is a JsonException.
        return new(InByteOrder(), _metadata ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), dataOffset);
    }

    private ImmutableSortedDictionary<string, string> ReadMetadata()
    {
        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Expect(JsonTokenType.StartObject, "metadata that is not an object");
        while (NextProperty(out var key))
        {
            Expect(JsonTokenType.String, $"metadata {Excerpt.Of(key)} that is not text");
            if (!metadata.TryAdd(key, _json.GetString()!))
                throw Refuse($"metadata {Excerpt.Of(key)} twice", "each key once");
        }
        return metadata.ToImmutable();
    }

    private SafetensorsTensor ReadTensor(string name)
    {
        TensorName.Check(name, _code);
        Expect(JsonTokenType.StartObject, $"tensor {Excerpt.Of(name)} that is not an object");
        string? dtype = null;
        ImmutableArray<long>? shape = null, offsets = null;
        while (NextProperty(out var key))
        {
            if (key == "dtype" && dtype is null)
            {
                Expect(JsonTokenType.String, $"a dtype of {Excerpt.Of(name)} that is not text");
                dtype = _json.GetString()!;
            }
            else if (key == "shape" && shape is null)
                shape = ReadNumbers(name, key);
            else if (key == "data_offsets" && offsets is null)
                offsets = ReadNumbers(name, key);
            else
                throw Refuse($"key {Excerpt.Of(key)} in tensor {Excerpt.Of(name)}", "dtype, shape and data_offsets, each once");
        }
        if (dtype is null || shape is null || offsets is not { Length: 2 } range)
            throw Refuse($"tensor {Excerpt.Of(name)} with a missing key", "dtype, shape and two data_offsets");
        CheckLength(name, dtype, shape.Value, range[0], range[1]);
        return new(name, dtype, shape.Value, range[0], range[1]);
    }

    private ImmutableArray<long> ReadNumbers(string name, string key)
    {
        var numbers = ImmutableArray.CreateBuilder<long>(2);
        Expect(JsonTokenType.StartArray, $"a {key} of {Excerpt.Of(name)} that is not an array");
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var number) || number < 0)
                throw Refuse($"a {key} of {Excerpt.Of(name)} with something else than whole numbers", $"0 to {long.MaxValue}");
            if (numbers.Count == MaxRank)
                throw Refuse($"a {key} of {Excerpt.Of(name)} with more than {MaxRank} numbers", "fewer");
            numbers.Add(number);
        }
        return numbers.ToImmutable();
    }

    private readonly void CheckLength(string name, string dtype, ImmutableArray<long> shape, long begin, long end)
    {
        var bits = SafetensorsDType.BitsOf(dtype);
        if (bits == 0)
            throw Refuse($"dtype {Excerpt.Of(dtype)} in tensor {Excerpt.Of(name)}", "a type of the safetensors format, such as F32");
        var count = shape.Contains(0) ? UInt128.Zero : UInt128.One;
        foreach (var dimension in shape)
        {
            count *= (ulong)dimension; // Below 2^63 * 2^63, so it cannot wrap.
            if (count > (ulong)long.MaxValue)
                throw Refuse($"tensor {Excerpt.Of(name)} whose shape overflows", $"at most {long.MaxValue} values");
        }
        var total = count * (uint)bits;
        if (total % 8 != 0 || end < begin || (UInt128)(ulong)(end - begin) != total / 8)
            throw Refuse(
                $"data_offsets [{begin},{end}] for tensor {Excerpt.Of(name)}, {dtype} [{string.Join(',', shape)}]", $"{total / 8} bytes");
    }

    private readonly ImmutableArray<SafetensorsTensor> InByteOrder()
    {
        var ordered = _tensors.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End).ToImmutableArray();
        var position = 0L;
        foreach (var tensor in ordered)
        {
            if (tensor.Begin != position)
                throw Refuse(
                    $"tensor {Excerpt.Of(tensor.Name)} at byte {tensor.Begin}",
                    $"it at byte {position}, tensors covering the data without gap or overlap");
            position = tensor.End;
        }
        return ordered;
    }

    private bool NextProperty(out string name)
    {
        _json.Read();
        name = _json.TokenType == JsonTokenType.PropertyName ? _json.GetString()! : string.Empty;
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(JsonTokenType type, string got)
    {
        if (!_json.Read() || _json.TokenType != type)
            throw Refuse(got, "a safetensors header");
    }

    private readonly FederatedException Refuse(string got, string wanted) =>
        new(_code, $"Got {got}, wanted {wanted}. Write the file with a safetensors library.");
}
