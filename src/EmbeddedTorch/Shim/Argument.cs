using System.Text;

namespace TorchSharp.Shim;

/// <summary>
/// A managed argument of an operator. It holds the managed object itself, not a handle, so that a tensor cannot be
/// finalised while the native call that uses it runs.
/// </summary>
internal readonly struct Argument
{
    internal readonly object? Reference;
    internal readonly long Bits;
    internal readonly Tag Tag;

    private Argument(Tag tag, long bits, object? reference)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>The value that the operator's schema gives to this argument.</summary>
    internal static Argument Default => new(Tag.Default, 0, null);

    internal static Argument None => default;

    /// <summary>Elements that the argument needs in the scratch area of the call.</summary>
    internal int Words => Tag switch
    {
        Tag.IntList => ((long[])Reference!).Length,
        Tag.TensorList => ((IReadOnlyList<torch.Tensor>)Reference!).Count,
        Tag.OptionalTensorList => ((torch.Tensor?[])Reference!).Length,
        Tag.String => (((byte[])Reference!).Length + sizeof(long) - 1) / sizeof(long),
        _ => 0,
    };

    public static implicit operator Argument(torch.Tensor? tensor) => tensor is null ? default : new(Tag.Tensor, 0, tensor);

    public static implicit operator Argument(long value) => new(Tag.Int, value, null);

    public static implicit operator Argument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value), null);

    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0, null);

    public static implicit operator Argument(Scalar? value) => value?.ToArgument() ?? default;

    public static implicit operator Argument(long[]? values) => values is null ? default : new(Tag.IntList, 0, values);

    public static implicit operator Argument(string value) => new(Tag.String, 0, Encoding.UTF8.GetBytes(value));

    public static implicit operator Argument(torch.ScalarType type) => new(Tag.Int, (long)type, null);

    public static implicit operator Argument(torch.ScalarType? type) => type is { } known ? known : default(Argument);

    public static implicit operator Argument(torch.Device? device) => device is null ? default : new(Tag.Device, 0, device);

    public static implicit operator Argument(torch.Generator? generator) =>
        generator is null ? default : new(Tag.Generator, 0, generator);

    /// <summary>A list argument; interfaces cannot have conversion operators.</summary>
    internal static Argument List(IReadOnlyList<torch.Tensor> tensors) => new(Tag.TensorList, 0, tensors);

    /// <summary>A list in which null stands for nothing, as an index of some dimensions has.</summary>
    internal static Argument OptionalList(torch.Tensor?[] tensors) => new(Tag.OptionalTensorList, 0, tensors);

    /// <summary>Writes the native form; lists go to the scratch area, whose start is returned moved on.</summary>
    internal unsafe nint* Write(Value* target, nint* scratch)
    {
        target->Tag = Tag;
        target->Count = 0;
        switch (Tag)
        {
            case Tag.Tensor:
                target->Pointer = ((torch.Tensor)Reference!).Handle;
                break;
            case Tag.Generator:
                target->Pointer = ((torch.Generator)Reference!).Handle;
                break;
            case Tag.Device:
                var device = (torch.Device)Reference!;
                target->Integer = (long)device.type;
                target->Count = device.index;
                break;
            case Tag.IntList:
                var values = (long[])Reference!;
                target->Pointer = (nint)scratch;
                target->Count = values.Length;
                foreach (var value in values) *scratch++ = (nint)value;
                break;
            case Tag.TensorList:
                var tensors = (IReadOnlyList<torch.Tensor>)Reference!;
                target->Pointer = (nint)scratch;
                target->Count = tensors.Count;
                for (var i = 0; i < tensors.Count; i++) *scratch++ = tensors[i].Handle;
                break;
            case Tag.OptionalTensorList:
                var optional = (torch.Tensor?[])Reference!;
                target->Pointer = (nint)scratch;
                target->Count = optional.Length;
                foreach (var tensor in optional) *scratch++ = tensor?.Handle ?? 0;
                break;
            case Tag.String:
                var text = (byte[])Reference!;
                target->Pointer = (nint)scratch;
                target->Count = text.Length;
                text.CopyTo(new Span<byte>(scratch, text.Length));
                scratch += Words;
                break;
            default:
                target->Integer = Bits;
                break;
        }
        return scratch;
    }
}
