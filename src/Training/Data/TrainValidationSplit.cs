using System.Buffers.Binary;
using System.Security.Cryptography;
using Federated.Domain.Plans;

namespace Federated.Training.Data;

/// <summary>
/// Which examples are trained on and which are kept to measure models. An example is kept when HMAC-SHA256, under the node's key, over
/// the plan's seed (8 bytes, little-endian) and its <see cref="ExampleKey"/> (16 bytes, big-endian), read as a fraction of 2^64 from
/// its first 8 bytes, is below the plan's fraction. So it depends on nothing but that example.
/// </summary>
/// <param name="Training">Indices of the examples to train on, increasing.</param>
/// <param name="Validation">Indices of those kept out, increasing.</param>
public sealed record TrainValidationSplit(int[] Training, int[] Validation)
{
    /// <summary>Splits examples.</summary>
    /// <param name="keys">What says which examples belong together.</param>
    /// <param name="plan">How; null keeps none out.</param>
    /// <param name="pseudonyms">The node's keys.</param>
    public static TrainValidationSplit Of(ReadOnlySpan<UInt128> keys, ValidationPlan? plan, Pseudonyms pseudonyms)
    {
        ArgumentNullException.ThrowIfNull(pseudonyms);
        if (plan is null)
            return new([.. Enumerable.Range(0, keys.Length)], []);
        var training = new List<int>(keys.Length);
        var validation = new List<int>();
        Span<byte> message = stackalloc byte[24];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(message, plan.Seed);
        for (var i = 0; i < keys.Length; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(message[8..], keys[i]);
            HMACSHA256.HashData(pseudonyms.SplitKey, message, hash);
            var place = Math.ScaleB(BinaryPrimitives.ReadUInt64LittleEndian(hash), -64);
            (place < plan.Fraction ? validation : training).Add(i);
        }

        return new([.. training], [.. validation]);
    }
}
