using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static Argument Optional(long? value) => value is { } known ? known : Argument.None;

        public Tensor view(params long[] shape) => Operators.View.Call(this, shape);
        public Tensor reshape(params long[] shape) => Operators.Reshape.Call(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Operators.Flatten.Call(this, start_dim, end_dim);
        public Tensor squeeze(long? dim = null) =>
            dim is { } one ? Operators.SqueezeDim.Call(this, one) : Operators.Squeeze.Call(this);
        public Tensor unsqueeze(long dim) => Operators.Unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => InPlace(Operators.UnsqueezeInPlace, dim);
        public Tensor squeeze_(long? dim = null) =>
            dim is { } one ? InPlace(Operators.SqueezeDimInPlace, one) : InPlace(Operators.SqueezeInPlace);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor unflatten(long dim, params long[] sizes) => Operators.Unflatten.Call(this, dim, sizes);
        public Tensor permute(params long[] permutation) => Operators.Permute.Call(this, permutation);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor movedim(long[] source, long[] destination) => Operators.MoveDim.Call(this, source, destination);
        public Tensor broadcast_to(params long[] shape) => Operators.BroadcastTo.Call(this, shape);
        public Tensor expand_as(Tensor other) => expand(other.shape);
        public Tensor repeat(params long[] sizes) => Operators.Repeat.Call(this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Operators.RepeatInterleave.Call(this, repeats, Optional(dim), Optional(output_size));
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Operators.RepeatInterleaveTensor.Call(this, repeats, Optional(dim), Optional(output_size));
        public Tensor flip(params long[] dims) => Operators.Flip.Call(this, dims);
        public Tensor roll(long shifts, long? dims = null) => Operators.Roll.Call(this, new[] { shifts }, dims is { } one ? new[] { one } : Array.Empty<long>());
        public Tensor tril(long diagonal = 0) => Operators.Tril.Call(this, diagonal);
        public Tensor triu(long diagonal = 0) => Operators.Triu.Call(this, diagonal);
        public Tensor diagonal(long offset = 0L, long dim1 = 0L, long dim2 = 1L) => Operators.Diagonal.Call(this, offset, dim1, dim2);
        public Tensor unfold(long dimension, long size, long step) => Operators.Unfold.Call(this, dimension, size, step);
        public Tensor[] split(long size, int dim = 0) => Operators.Split.CallList(this, size, (long)dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Operators.SplitSizes.CallList(this, sizes, dim);
        public Tensor[] chunk(long chunks, long dim = 0L) => Operators.Chunk.CallList(this, chunks, dim);
        public Tensor[] unbind(long dimension = 0L) => Operators.Unbind.CallList(this, dimension);
        public Tensor expand(params long[] sizes) => Operators.Expand.Call(this, sizes);
        public Tensor transpose(long dim0, long dim1) => Operators.Transpose.Call(this, dim0, dim1);
        public Tensor t() => Operators.Transpose2d.Call(this);
        public Tensor T => t();
        public Tensor narrow(long dim, long start, long length) => Operators.Narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => Operators.Select.Call(this, dim, index);
        public Tensor index_select(long dim, Tensor index) => Operators.IndexSelect.Call(this, dim, index);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Operators.IndexAdd.Call(this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            Operators.IndexAddTo.CallInPlace(this, dim, index, source, alpha);
            return this;
        }
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => InPlace(Operators.IndexCopyTo, dim, index, source);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Operators.Scatter.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(Operators.ScatterTo, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Operators.ScatterAdd.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace(Operators.ScatterAddTo, dim, index, src);
        public Tensor masked_select(Tensor mask) => Operators.MaskedSelect.Call(this, mask);
        public Tensor nonzero() => Operators.NonZero.Call(this);
        public Tensor where(Tensor condition, Tensor y) => Operators.Where.Call(condition, this, y);
        public Tensor gather(long dim, Tensor index) => Operators.Gather.Call(this, dim, index);

        public Tensor clone() => Operators.Clone.Call(this);
        public Tensor contiguous() => Operators.Contiguous.Call(this);
        public Tensor detach_() => InPlace(Operators.DetachInPlace);
        public Tensor detach() => Operators.Detach.Call(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(Operators.CopyTo, source, nonBlocking);
        public Tensor zero_() => InPlace(Operators.Zero);
        public Tensor fill_(Scalar value) => InPlace(Operators.Fill, value);
        public Tensor masked_fill(Tensor mask, Scalar value) => Operators.MaskedFill.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => InPlace(Operators.MaskedFillTo, mask, value);
    }
}
