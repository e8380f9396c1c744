using System.Collections.Immutable;
using Federated.Domain.Errors;

namespace Federated.Domain.Models.Codecs;

/// <summary>
/// How a model file travels from the coordinator to a node. A lossless codec gives back the file to the byte, so its hash is the one that
/// the ledger names. What a lossy one gives back is the file rounded, a function of the file alone (<see cref="Rounded"/>): every node
/// trains from it, and sends its difference to it, which the coordinator adds to the whole model that it keeps; what the rounding left
/// out is never lost, only not seen by the nodes in that round.
/// </summary>
/// <remarks>Coding is deterministic and draws nothing: after noise was added it is post-processing, and costs no budget.</remarks>
public abstract class ModelCodec
{
    /// <summary>The file as it is.</summary>
    public const string Plain = "float32";

    /// <summary>The names of all codecs.</summary>
    public static ImmutableArray<string> Known { get; } = [Plain, DeltaModelCodec.CodecName, .. RoundedModelCodec.Names];

    /// <summary>The name as plans and requests spell it.</summary>
    public abstract string Name { get; }

    /// <summary>True when decoding does not give back every bit.</summary>
    public abstract bool IsLossy { get; }

    /// <summary>True when both sides need another model to code against.</summary>
    public virtual bool NeedsBase => false;

    /// <summary>The codec of a name; null for <see cref="Plain"/>.</summary>
    /// <exception cref="FederatedException">FED-1001 for a name that is none.</exception>
    public static ModelCodec? Parse(string name) => name switch
    {
        Plain => null,
        DeltaModelCodec.CodecName => DeltaModelCodec.Instance,
        _ => RoundedModelCodec.Find(name) ?? throw new FederatedException(ErrorCodes.PlanInvalid,
            $"Got download codec {Excerpt.Of(name)}, wanted one of {string.Join(", ", Known)}."),
    };

    /// <summary>Codes a model file.</summary>
    /// <param name="file">A safetensors file of float32 tensors.</param>
    /// <param name="baseFile">The model that the other side has; empty where <see cref="NeedsBase"/> is false.</param>
    /// <exception cref="FederatedException">FED-1505: not such a file, or the base has another length.</exception>
    public abstract byte[] Encode(ReadOnlySpan<byte> file, ReadOnlySpan<byte> baseFile);

    /// <summary>The file, or what rounding left of it.</summary>
    /// <exception cref="FederatedException">FED-1505: the bytes are not what the codec writes.</exception>
    public abstract byte[] Decode(ReadOnlySpan<byte> coded, ReadOnlySpan<byte> baseFile);

    /// <summary>What a node trains from that gets this file by this codec.</summary>
    public byte[] Rounded(ReadOnlySpan<byte> file) => IsLossy ? Decode(Encode(file, []), []) : file.ToArray();

    private protected static FederatedException Malformed(string got, string wanted) =>
        new(ErrorCodes.ModelMalformed, $"Got {got}, wanted {wanted}. Fetch the model again, without a codec if that helps.");
}
