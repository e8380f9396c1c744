namespace TorchSharp.Shim;

/// <summary>The ATen operators in use, by their schema's name and overload. One more is one more line.</summary>
internal static partial class Operators
{
    internal static readonly Operator Add = new("add", "Tensor"), AddScalar = new("add", "Scalar");
    internal static readonly Operator AddTo = new("add_", "Tensor"), AddScalarTo = new("add_", "Scalar");
    internal static readonly Operator Sub = new("sub", "Tensor"), SubScalar = new("sub", "Scalar");
    internal static readonly Operator SubFrom = new("sub_", "Tensor"), SubScalarFrom = new("sub_", "Scalar");
    internal static readonly Operator Mul = new("mul", "Tensor"), MulScalar = new("mul", "Scalar");
    internal static readonly Operator MulTo = new("mul_", "Tensor"), MulScalarTo = new("mul_", "Scalar");
    internal static readonly Operator Div = new("div", "Tensor"), DivScalar = new("div", "Scalar");
    internal static readonly Operator DivTo = new("div_", "Tensor"), DivScalarTo = new("div_", "Scalar");
    internal static readonly Operator Neg = new("neg");
    internal static readonly Operator Abs = new("abs");
    internal static readonly Operator Exp = new("exp");
    internal static readonly Operator Log = new("log");
    internal static readonly Operator Sqrt = new("sqrt"), SqrtInPlace = new("sqrt_");
    internal static readonly Operator Pow = new("pow", "Tensor_Scalar");
    internal static readonly Operator PowTensor = new("pow", "Tensor_Tensor"), PowTo = new("pow_", "Scalar"), PowTensorTo = new("pow_", "Tensor");
    internal static readonly Operator ExpInPlace = new("exp_"), Expm1 = new("expm1"), LogInPlace = new("log_"), Log1p = new("log1p"), Log2 = new("log2");
    internal static readonly Operator AbsInPlace = new("abs_"), NegInPlace = new("neg_");
    internal static readonly Operator Rsqrt = new("rsqrt"), RsqrtInPlace = new("rsqrt_");
    internal static readonly Operator Sin = new("sin"), Cos = new("cos"), Erf = new("erf");
    internal static readonly Operator Floor = new("floor"), Ceil = new("ceil"), Round = new("round"), RoundDecimals = new("round", "decimals");
    internal static readonly Operator Remainder = new("remainder", "Tensor"), RemainderScalar = new("remainder", "Scalar");
    internal static readonly Operator DivMode = new("div", "Tensor_mode"), DivScalarMode = new("div", "Scalar_mode");
    internal static readonly Operator DivModeTo = new("div_", "Tensor_mode"), DivScalarModeTo = new("div_", "Scalar_mode");
    internal static readonly Operator AddCMul = new("addcmul"), AddCDiv = new("addcdiv");
    internal static readonly Operator Lerp = new("lerp", "Tensor"), LerpTo = new("lerp_", "Tensor");
    internal static readonly Operator ClampTensor = new("clamp", "Tensor"), ClampMin = new("clamp_min"), ClampMax = new("clamp_max");
    internal static readonly Operator Minimum = new("minimum");
    internal static readonly Operator LogicalAnd = new("logical_and"), LogicalOr = new("logical_or"), LogicalXor = new("logical_xor"), LogicalNot = new("logical_not");
    internal static readonly Operator IsNan = new("isnan"), IsInf = new("isinf"), NanToNum = new("nan_to_num");
    internal static readonly Operator IsClose = new("isclose");
    internal static readonly Operator Reciprocal = new("reciprocal");
    internal static readonly Operator Sign = new("sign");
    internal static readonly Operator AddCMulTo = new("addcmul_");
    internal static readonly Operator AddCDivTo = new("addcdiv_");
    internal static readonly Operator Clamp = new("clamp"), ClampInPlace = new("clamp_");
    internal static readonly Operator Maximum = new("maximum");
    internal static readonly Operator IsFinite = new("isfinite");

    internal static readonly Operator Matmul = new("matmul");
    internal static readonly Operator Mm = new("mm");
    internal static readonly Operator Bmm = new("bmm");
    internal static readonly Operator AddMm = new("addmm"), AddMmTo = new("addmm_");
    internal static readonly Operator BAddBmm = new("baddbmm");
    internal static readonly Operator Mv = new("mv"), Dot = new("dot"), Outer = new("outer");
    internal static readonly Operator Einsum = new("einsum");
    internal static readonly Operator Linear = new("linear");

    internal static readonly Operator Sum = new("sum"), SumDims = new("sum", "dim_IntList");
    internal static readonly Operator Mean = new("mean"), MeanDims = new("mean", "dim");
    internal static readonly Operator Norm = new("norm", "Scalar");
    internal static readonly Operator ArgMax = new("argmax");
    internal static readonly Operator Max = new("max"), MaxDim = new("max", "dim");
    internal static readonly Operator Min = new("min"), MinDim = new("min", "dim");
    internal static readonly Operator All = new("all");
    internal static readonly Operator Any = new("any");

    internal static readonly Operator Eq = new("eq", "Tensor"), EqScalar = new("eq", "Scalar");
    internal static readonly Operator Ne = new("ne", "Tensor"), NeScalar = new("ne", "Scalar");
    internal static readonly Operator Lt = new("lt", "Tensor"), LtScalar = new("lt", "Scalar");
    internal static readonly Operator Le = new("le", "Tensor"), LeScalar = new("le", "Scalar");
    internal static readonly Operator Gt = new("gt", "Tensor"), GtScalar = new("gt", "Scalar");
    internal static readonly Operator Ge = new("ge", "Tensor"), GeScalar = new("ge", "Scalar");

    internal static readonly Operator View = new("view");
    internal static readonly Operator Reshape = new("reshape");
    internal static readonly Operator Flatten = new("flatten", "using_ints");
    internal static readonly Operator Squeeze = new("squeeze"), SqueezeDim = new("squeeze", "dim");
    internal static readonly Operator Unsqueeze = new("unsqueeze");
    internal static readonly Operator Expand = new("expand");
    internal static readonly Operator Transpose = new("transpose", "int");
    internal static readonly Operator Transpose2d = new("t");
    internal static readonly Operator Narrow = new("narrow");
    internal static readonly Operator Select = new("select", "int");
    internal static readonly Operator IndexSelect = new("index_select");
    internal static readonly Operator Gather = new("gather");
    internal static readonly Operator Cat = new("cat");
    internal static readonly Operator Stack = new("stack");

    internal static readonly Operator Clone = new("clone");
    internal static readonly Operator CopyTo = new("copy_");
    internal static readonly Operator Contiguous = new("contiguous");
    internal static readonly Operator Detach = new("detach");
    internal static readonly Operator ToType = new("to", "dtype");
    internal static readonly Operator ToDevice = new("to", "device");
    internal static readonly Operator Zero = new("zero_");
    internal static readonly Operator Fill = new("fill_", "Scalar");
    internal static readonly Operator MaskedFill = new("masked_fill", "Scalar"), MaskedFillTo = new("masked_fill_", "Scalar");
    internal static readonly Operator Zeros = new("zeros");
    internal static readonly Operator Ones = new("ones");
    internal static readonly Operator Full = new("full");
    internal static readonly Operator Empty = new("empty", "memory_format");
    internal static readonly Operator ZerosLike = new("zeros_like");
    internal static readonly Operator Arange = new("arange", "start_step");
    internal static readonly Operator UniformInPlace = new("uniform_");
    internal static readonly Operator NormalInPlace = new("normal_");
}
