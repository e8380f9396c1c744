using System.Runtime.InteropServices;

namespace TorchSharp.Shim;

/// <summary>Turns a native failure into the exception that TorchSharp throws, with libtorch's own text.</summary>
internal static class Failure
{
    internal static ExternalException Last() =>
        new(Marshal.PtrToStringUTF8(Methods.ft_last_error()) is { Length: > 0 } text ? text : "libtorch failed without a text");

    internal static long Check(long result) => result >= 0 ? result : throw Last();
}
