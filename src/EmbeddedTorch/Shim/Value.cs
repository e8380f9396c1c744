using System.Runtime.InteropServices;

namespace TorchSharp.Shim;

/// <summary>What a <see cref="Value"/> holds; the numbers are shared with native/call.cpp.</summary>
internal enum Tag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    TensorList = 6,
    Device = 7,
    Generator = 8,
    Default = 9,
    String = 10,
    OptionalTensorList = 11,
}

/// <summary>One argument or result of a native call: 16 bytes, laid out as in native/call.cpp.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Value
{
    [FieldOffset(0)] public Tag Tag;

    /// <summary>Elements of a list; bytes of a string; index of a device; of a result tensor, the KiB that it alone owns.</summary>
    [FieldOffset(4)] public int Count;

    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
    [FieldOffset(8)] public nint Pointer;
}
