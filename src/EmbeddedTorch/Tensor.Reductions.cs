using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Operators.Sum.Call(this, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Operators.SumDims.Call(this, dim, keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);
        public Tensor mean() => Operators.Mean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Operators.MeanDims.Call(this, dimensions, keepdim, type);
        public Tensor prod(ScalarType? type = null) => Operators.Prod.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Operators.ProdDim.Call(this, dim, keepdim, type);
        public Tensor var(bool unbiased = true) => Operators.Var.Call(this, unbiased);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(type).Reduced(Operators.VarDims, dimensions, unbiased, keepdim);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);
        public Tensor std(bool unbiased = true) => Operators.Std.Call(this, unbiased);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(type).Reduced(Operators.StdDims, dimensions, unbiased, keepdim);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);
        public Tensor norm(float p = 2.0f) => Operators.Norm.Call(this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Operators.NormDims.Call(this, p, new long[] { dim }, keepdim);
        public Tensor logsumexp(long dim, bool keepdim = false) => Operators.LogSumExp.Call(this, new[] { dim }, keepdim);
        public Tensor cumsum(long dim, ScalarType? type = null) => Operators.CumSum.Call(this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Operators.CumProd.Call(this, dim, type);
        public Tensor argmax() => Operators.ArgMax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Operators.ArgMax.Call(this, dim, keepdim);
        public Tensor argmin() => Operators.ArgMin.Call(this);
        public Tensor argmin(long dim, bool keepdim = false) => Operators.ArgMin.Call(this, dim, keepdim);
        public Tensor max() => Operators.Max.Call(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Operators.MaxDim.CallPair(this, dim, keepdim);
        public Tensor min() => Operators.Min.Call(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Operators.MinDim.CallPair(this, dim, keepdim);
        public Tensor amax(params long[] dims) => Operators.AMax.Call(this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Written(Operators.AMax.Call(this, dims, keepdim), @out);
        public Tensor amin(params long[] dims) => Operators.AMin.Call(this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => Written(Operators.AMin.Call(this, dims, keepdim), @out);
        public Tensor median() => Operators.Median.Call(this);
        public Tensor all() => Operators.All.Call(this);
        public Tensor all(long dim, bool keepdim = false) => Operators.AllDim.Call(this, dim, keepdim);
        public Tensor any() => Operators.Any.Call(this);
        public Tensor any(long dim, bool keepdim = false) => Operators.AnyDim.Call(this, dim, keepdim);
        public Tensor count_nonzero(long[]? dims = null) =>
            dims is null ? Operators.CountNonzero.Call(this) : Operators.CountNonzeroDims.Call(this, dims);
        public Tensor bincount(Tensor? weights, long minlength = 0) => Operators.BinCount.Call(this, weights, minlength);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Operators.Sort.CallPair(this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Operators.ArgSort.Call(this, dim, descending);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Operators.TopK.CallPair(this, (long)k, (long)dim, largest, sorted);

        private static Tensor Written(Tensor result, Tensor? target)
        {
            if (target is null) return result;
            using (result) return target.copy_(result);
        }

        private Tensor Typed(ScalarType? type) => type is { } wanted && wanted != dtype ? to_type(wanted) : this;

        private Tensor Reduced(Operator op, long[] dimensions, bool unbiased, bool keepdim) => op.Call(this, dimensions, unbiased, keepdim);
    }
}
