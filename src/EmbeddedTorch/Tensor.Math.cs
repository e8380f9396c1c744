using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

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
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Operators.Div.Call(this, target) : Operators.DivMode.Call(this, target, rounding_mode.ToString());
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Operators.DivScalar.Call(this, target) : Operators.DivScalarMode.Call(this, target, rounding_mode.ToString());
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Operators.DivTo, target) : InPlace(Operators.DivModeTo, target, rounding_mode.ToString());
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? InPlace(Operators.DivScalarTo, target) : InPlace(Operators.DivScalarModeTo, target, rounding_mode.ToString());
        public Tensor remainder(Tensor target) => Operators.Remainder.Call(this, target);
        public Tensor remainder(Scalar scalar) => Operators.RemainderScalar.Call(this, scalar);
        public Tensor neg() => Operators.Neg.Call(this);
        public Tensor neg_() => InPlace(Operators.NegInPlace);
        public Tensor negative() => neg();
        public Tensor abs() => Operators.Abs.Call(this);
        public Tensor abs_() => InPlace(Operators.AbsInPlace);
        public Tensor exp() => Operators.Exp.Call(this);
        public Tensor exp_() => InPlace(Operators.ExpInPlace);
        public Tensor expm1() => Operators.Expm1.Call(this);
        public Tensor log() => Operators.Log.Call(this);
        public Tensor log_() => InPlace(Operators.LogInPlace);
        public Tensor log1p() => Operators.Log1p.Call(this);
        public Tensor log2() => Operators.Log2.Call(this);
        public Tensor sqrt() => Operators.Sqrt.Call(this);
        public Tensor sqrt_() => InPlace(Operators.SqrtInPlace);
        public Tensor square() => pow(2);
        public Tensor rsqrt() => Operators.Rsqrt.Call(this);
        public Tensor rsqrt_() => InPlace(Operators.RsqrtInPlace);
        public Tensor pow(Tensor exponent) => Operators.PowTensor.Call(this, exponent);
        public Tensor pow(Scalar exponent) => Operators.Pow.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => InPlace(Operators.PowTensorTo, exponent);
        public Tensor pow_(Scalar exponent) => InPlace(Operators.PowTo, exponent);
        public Tensor sin() => Operators.Sin.Call(this);
        public Tensor cos() => Operators.Cos.Call(this);
        public Tensor erf() => Operators.Erf.Call(this);
        public Tensor floor() => Operators.Floor.Call(this);
        public Tensor ceil() => Operators.Ceil.Call(this);
        public Tensor round(long decimals = 0L) => decimals == 0 ? Operators.Round.Call(this) : Operators.RoundDecimals.Call(this, decimals);
        public Tensor lerp(Tensor end, Tensor weight) => Operators.Lerp.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => InPlace(Operators.LerpTo, end, weight);
        public Tensor nan_to_num(double nan = 0d, double? posinf = null, double? neginf = null) =>
            Operators.NanToNum.Call(this, nan, posinf is { } high ? high : Argument.None, neginf is { } low ? low : Argument.None);
        public Tensor reciprocal() => Operators.Reciprocal.Call(this);
        public Tensor sign() => Operators.Sign.Call(this);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.AddCMul.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Operators.AddCDiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Operators.AddCDiv.Call(this, tensor1, tensor2);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Operators.AddCMulTo, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace(Operators.AddCDivTo, tensor1, tensor2, value);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.Clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Operators.ClampTensor.Call(this, min, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor clamp_min(Scalar min) => Operators.ClampMin.Call(this, min);
        public Tensor clamp_max(Scalar max) => Operators.ClampMax.Call(this, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(Operators.ClampInPlace, min, max);
        public Tensor maximum(Tensor other) => Operators.Maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Operators.Minimum.Call(this, other);
        public Tensor max(Tensor other) => maximum(other);
        public Tensor min(Tensor other) => minimum(other);

        public Tensor matmul(Tensor target) => Operators.Matmul.Call(this, target);
        public Tensor mm(Tensor target) => Operators.Mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Operators.Bmm.Call(this, batch2);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Operators.BAddBmm.Call(this, batch1, batch2, beta, alpha);
        public Tensor mv(Tensor target) => Operators.Mv.Call(this, target);
        public Tensor dot(Tensor target) => Operators.Dot.Call(this, target);
        public Tensor outer(Tensor vec2) => Operators.Outer.Call(this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Operators.AddMm.Call(this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            Operators.AddMmTo.CallInPlace(this, mat1, mat2, beta, alpha);
            return this;
        }

        public Tensor relu() => Operators.Relu.Call(this);
        public Tensor relu_() => InPlace(Operators.ReluInPlace);
        public Tensor tanh() => Operators.Tanh.Call(this);
        public Tensor tanh_() => InPlace(Operators.TanhInPlace);
        public Tensor sigmoid() => Operators.Sigmoid.Call(this);
        public Tensor sigmoid_() => InPlace(Operators.SigmoidInPlace);
        public Tensor leaky_relu(Scalar negative_slope) => Operators.LeakyRelu.Call(this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => InPlace(Operators.LeakyReluInPlace, negative_slope);
        public Tensor elu(double alpha = 1) => Operators.Elu.Call(this, alpha);
        public Tensor gelu() => Operators.Gelu.Call(this);
        public Tensor gelu(Modules.GELU.Approximate approximate) => Operators.Gelu.Call(this, approximate.ToString());
        public Tensor silu() => Operators.Silu.Call(this);
        public Tensor silu_() => InPlace(Operators.SiluInPlace);
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
