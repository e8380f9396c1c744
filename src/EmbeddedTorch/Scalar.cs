using TorchSharp.Shim;

namespace TorchSharp;

/// <summary>A number of the kind that libtorch calls Scalar: integer, floating or boolean.</summary>
public sealed class Scalar : IDisposable
{
    private readonly Tag tag;
    private readonly long integer;
    private readonly double real;

    private Scalar(Tag tag, long integer, double real)
    {
        this.tag = tag;
        this.integer = integer;
        this.real = real;
    }

    public static implicit operator Scalar(byte value) => new(Tag.Int, value, value);
    public static implicit operator Scalar(short value) => new(Tag.Int, value, value);
    public static implicit operator Scalar(int value) => new(Tag.Int, value, value);
    public static implicit operator Scalar(long value) => new(Tag.Int, value, value);
    public static implicit operator Scalar(float value) => new(Tag.Double, 0, value);
    public static implicit operator Scalar(double value) => new(Tag.Double, 0, value);
    public static implicit operator Scalar(bool value) => new(Tag.Bool, value ? 1 : 0, value ? 1 : 0);

    /// <summary>Nothing to free here; TorchSharp's own scalar holds a native object.</summary>
    public void Dispose()
    {
    }

    internal Argument ToArgument() => tag switch
    {
        Tag.Int => integer,
        Tag.Bool => integer != 0,
        _ => real,
    };
}
