namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of <c>tensor[...]</c>: a number, a slice, an ellipsis, a new dimension, or a tensor of indices or a mask.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Null,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        internal long? Start { get; private set; }

        internal long? Stop { get; private set; }

        internal long? Step { get; private set; }

        internal Kind Type { get; private set; }

        internal Tensor? Indices { get; private set; }

// TorchSharp declares these as fields that can be set.
#pragma warning disable CA2211
        public static TensorIndex Ellipsis = new() { Type = Kind.Ellipsis };
        public static TensorIndex None = new() { Type = Kind.None };
        public static TensorIndex Null = new() { Type = Kind.Null };
        public static TensorIndex Colon = Slice();
#pragma warning restore CA2211

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Start = start, Stop = stop, Step = step, Type = Kind.Slice };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(System.Range range) =>
            Slice(Signed(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : Signed(range.End));

        public static TensorIndex Bool(bool value) => new() { Start = value ? 1 : 0, Type = Kind.Bool };

        public static TensorIndex Single(long? index) => new() { Start = index, Type = Kind.Single };

        public static TensorIndex Tensor(Tensor tensor) => new() { Indices = tensor, Type = Kind.Tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(System.Range range) => Slice(range);

        public static implicit operator TensorIndex(System.Index index) => Single(Signed(index));

        private static long Signed(System.Index index) => index.IsFromEnd ? -(long)index.Value : index.Value;
    }
}
