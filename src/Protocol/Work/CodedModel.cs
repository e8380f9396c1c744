using Federated.Domain.Models;

namespace Federated.Protocol.Work;

/// <summary>A model as a codec wrote it.</summary>
/// <param name="Bytes">The coded bytes.</param>
/// <param name="Decoded">The hash of what they decode to.</param>
public sealed record CodedModel(byte[] Bytes, ContentHash Decoded)
{
    /// <summary>Media type of a coded model; whoever asked for a codec and gets a safetensors file got the model as it is.</summary>
    public const string MediaType = "application/vnd.federated.coded-model";

    /// <summary>Header of an answer: the SHA-256 of the file that the coded bytes stand for.</summary>
    public const string DecodedHeader = "Federated-Decoded-SHA256";
}
