using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Operators.View.Call(this, shape);
        public Tensor reshape(params long[] shape) => Operators.Reshape.Call(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Operators.Flatten.Call(this, start_dim, end_dim);
        public Tensor squeeze(long? dim = null) =>
            dim is { } one ? Operators.SqueezeDim.Call(this, one) : Operators.Squeeze.Call(this);
        public Tensor unsqueeze(long dim) => Operators.Unsqueeze.Call(this, dim);
        public Tensor expand(params long[] sizes) => Operators.Expand.Call(this, sizes);
        public Tensor transpose(long dim0, long dim1) => Operators.Transpose.Call(this, dim0, dim1);
        public Tensor t() => Operators.Transpose2d.Call(this);
        public Tensor T => t();
        public Tensor narrow(long dim, long start, long length) => Operators.Narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => Operators.Select.Call(this, dim, index);
        public Tensor index_select(long dim, Tensor index) => Operators.IndexSelect.Call(this, dim, index);
        public Tensor gather(long dim, Tensor index) => Operators.Gather.Call(this, dim, index);
        public Tensor this[long i1] => select(0, i1);

        public Tensor clone() => Operators.Clone.Call(this);
        public Tensor contiguous() => Operators.Contiguous.Call(this);
        public Tensor detach() => Operators.Detach.Call(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(Operators.CopyTo, source, nonBlocking);
        public Tensor zero_() => InPlace(Operators.Zero);
        public Tensor fill_(Scalar value) => InPlace(Operators.Fill, value);
        public Tensor masked_fill(Tensor mask, Scalar value) => Operators.MaskedFill.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace(Operators.MaskedFillTo, mask, value);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Operators.ToType.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Operators.ToDevice.Call(this, device, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor cpu() => to(CPU);

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return result;
        }
    }
}
