namespace Federated.Domain.Models;

/// <summary>The element types of the safetensors format and their sizes.</summary>
internal static class SafetensorsDType
{
    internal const string Float32 = "F32";
    internal const string Float64 = "F64";

    /// <summary>Bits of one element; 0 for a type the format does not have.</summary>
    internal static int BitsOf(string dtype) => dtype switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 8,
        "U16" or "I16" or "F16" or "BF16" => 16,
        "U32" or "I32" or Float32 => 32,
        "U64" or "I64" or Float64 or "C64" => 64,
        _ => 0,
    };
}
