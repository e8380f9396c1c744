using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Operators.Add.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Operators.Add.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => Operators.AddScalar.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Operators.AddScalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => InPlace(Operators.AddTo, target);
        public Tensor add_(Tensor target, Scalar alpha) => InPlace(Operators.AddTo, target, alpha);
        public Tensor add_(Scalar scalar) => InPlace(Operators.AddScalarTo, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(Operators.AddScalarTo, scalar, alpha);
        public Tensor sub(Tensor target) => Operators.Sub.Call(this, target);
        public Tensor sub(Scalar target) => Operators.SubScalar.Call(this, target);
        public Tensor sub_(Tensor target) => InPlace(Operators.SubFrom, target);
        public Tensor sub_(Scalar target) => InPlace(Operators.SubScalarFrom, target);
        public Tensor mul(Tensor target) => Operators.Mul.Call(this, target);
        public Tensor mul(Scalar target) => Operators.MulScalar.Call(this, target);
        public Tensor mul_(Tensor target) => InPlace(Operators.MulTo, target);
        public Tensor mul_(Scalar target) => InPlace(Operators.MulScalarTo, target);
        public Tensor div(Tensor target) => Operators.Div.Call(this, target);
        public Tensor div(Scalar target) => Operators.DivScalar.Call(this, target);
        public Tensor div_(Tensor target) => InPlace(Operators.DivTo, target);
        public Tensor div_(Scalar target) => InPlace(Operators.DivScalarTo, target);
        public Tensor neg() => Operators.Neg.Call(this);
        public Tensor negative() => neg();
        public Tensor abs() => Operators.Abs.Call(this);
        public Tensor exp() => Operators.Exp.Call(this);
        public Tensor log() => Operators.Log.Call(this);
        public Tensor sqrt() => Operators.Sqrt.Call(this);
        public Tensor sqrt_() => InPlace(Operators.SqrtInPlace);
        public Tensor square() => pow(2);
        public Tensor pow(Scalar exponent) => Operators.Pow.Call(this, exponent);
        public Tensor reciprocal() => Operators.Reciprocal.Call(this);
        public Tensor sign() => Operators.Sign.Call(this);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Operators.AddCMulTo, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Operators.AddCDivTo, tensor1, tensor2, value);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.Clamp.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(Operators.ClampInPlace, min, max);
        public Tensor maximum(Tensor other) => Operators.Maximum.Call(this, other);
        public Tensor isfinite() => Operators.IsFinite.Call(this);

        public Tensor matmul(Tensor target) => Operators.Matmul.Call(this, target);
        public Tensor mm(Tensor target) => Operators.Mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Operators.Bmm.Call(this, batch2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Operators.AddMm.Call(this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            Operators.AddMmTo.CallInPlace(this, mat1, mat2, beta, alpha);
            return this;
        }

        public Tensor sum(ScalarType? type = null) => Operators.Sum.Call(this, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Operators.SumDims.Call(this, dim, keepdim, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);
        public Tensor mean() => Operators.Mean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Operators.MeanDims.Call(this, dimensions, keepdim, type);
        public Tensor norm(float p = 2.0f) => Operators.Norm.Call(this, p);
        public Tensor argmax() => Operators.ArgMax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Operators.ArgMax.Call(this, dim, keepdim);
        public Tensor max() => Operators.Max.Call(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Operators.MaxDim.CallPair(this, dim, keepdim);
        public Tensor min() => Operators.Min.Call(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Operators.MinDim.CallPair(this, dim, keepdim);
        public Tensor all() => Operators.All.Call(this);
        public Tensor any() => Operators.Any.Call(this);

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

        public Tensor relu() => Operators.Relu.Call(this);
        public Tensor relu_() => InPlace(Operators.ReluInPlace);
        public Tensor tanh() => Operators.Tanh.Call(this);
        public Tensor tanh_() => InPlace(Operators.TanhInPlace);
        public Tensor sigmoid() => Operators.Sigmoid.Call(this);
        public Tensor sigmoid_() => InPlace(Operators.SigmoidInPlace);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Operators.Softmax.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Operators.LogSoftmax.Call(this, dim, dtype);

        private Tensor InPlace(Operator op)
        {
            op.CallInPlace(this);
            return this;
        }

        private Tensor InPlace(Operator op, Argument first)
        {
            op.CallInPlace(this, first);
            return this;
        }

        private Tensor InPlace(Operator op, Argument first, Argument second)
        {
            op.CallInPlace(this, first, second);
            return this;
        }

        private Tensor InPlace(Operator op, Argument first, Argument second, Argument third)
        {
            op.CallInPlace(this, first, second, third);
            return this;
        }
    }
}
