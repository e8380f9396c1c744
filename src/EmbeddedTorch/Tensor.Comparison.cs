using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Operators.Eq.Call(this, target);
        public Tensor eq(Scalar target) => Operators.EqScalar.Call(this, target);
        public Tensor ne(Tensor target) => Operators.Ne.Call(this, target);
        public Tensor ne(Scalar target) => Operators.NeScalar.Call(this, target);
        public Tensor lt(Tensor target) => Operators.Lt.Call(this, target);
        public Tensor lt(Scalar target) => Operators.LtScalar.Call(this, target);
        public Tensor le(Tensor target) => Operators.Le.Call(this, target);
        public Tensor le(Scalar target) => Operators.LeScalar.Call(this, target);
        public Tensor gt(Tensor target) => Operators.Gt.Call(this, target);
        public Tensor gt(Scalar target) => Operators.GtScalar.Call(this, target);
        public Tensor ge(Tensor target) => Operators.Ge.Call(this, target);
        public Tensor ge(Scalar target) => Operators.GeScalar.Call(this, target);

        public Tensor less(Tensor target) => lt(target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor isfinite() => Operators.IsFinite.Call(this);
        public Tensor isnan() => Operators.IsNan.Call(this);
        public Tensor isinf() => Operators.IsInf.Call(this);
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Operators.IsClose.Call(this, other, rtol, atol, nanEqual);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            using var close = isclose(target, rtol, atol, equal_nan);
            using var all = close.all();
            return all.item<bool>();
        }
        public Tensor logical_and(Tensor other) => Operators.LogicalAnd.Call(this, other);
        public Tensor logical_or(Tensor other) => Operators.LogicalOr.Call(this, other);
        public Tensor logical_xor(Tensor other) => Operators.LogicalXor.Call(this, other);
        public Tensor logical_not() => Operators.LogicalNot.Call(this);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
    }
}
