namespace TorchSharp.Shim;

internal static partial class Operators
{
    internal static readonly Operator Relu = new("relu"), ReluInPlace = new("relu_");
    internal static readonly Operator Tanh = new("tanh"), TanhInPlace = new("tanh_");
    internal static readonly Operator Sigmoid = new("sigmoid"), SigmoidInPlace = new("sigmoid_");
    internal static readonly Operator LeakyRelu = new("leaky_relu"), LeakyReluInPlace = new("leaky_relu_");
    internal static readonly Operator Elu = new("elu"), EluInPlace = new("elu_");
    internal static readonly Operator Gelu = new("gelu"), GeluInPlace = new("gelu_");
    internal static readonly Operator Silu = new("silu"), SiluInPlace = new("silu_");
    internal static readonly Operator Softplus = new("softplus");
    internal static readonly Operator Softmax = new("softmax", "int");
    internal static readonly Operator LogSoftmax = new("log_softmax", "int");

    internal static readonly Operator Conv1d = new("conv1d"), Conv1dPadding = new("conv1d", "padding");
    internal static readonly Operator Conv2d = new("conv2d"), Conv2dPadding = new("conv2d", "padding");
    internal static readonly Operator ConvTranspose2d = new("conv_transpose2d", "input");
    internal static readonly Operator MaxPool1d = new("max_pool1d"), MaxPool2d = new("max_pool2d");
    internal static readonly Operator AvgPool1d = new("avg_pool1d"), AvgPool2d = new("avg_pool2d");
    internal static readonly Operator AdaptiveAvgPool2d = new("adaptive_avg_pool2d");
    internal static readonly Operator Im2Col = new("im2col");
    internal static readonly Operator ConstantPad = new("constant_pad_nd");
    internal static readonly Operator ReflectionPad1d = new("reflection_pad1d"), ReflectionPad2d = new("reflection_pad2d");
    internal static readonly Operator ReplicationPad1d = new("replication_pad1d"), ReplicationPad2d = new("replication_pad2d");
    internal static readonly Operator Dropout = new("dropout"), DropoutInPlace = new("dropout_");
    internal static readonly Operator BatchNorm = new("batch_norm"), LayerNorm = new("layer_norm"), GroupNorm = new("group_norm");
    internal static readonly Operator Embedding = new("embedding");
    internal static readonly Operator Lstm = new("lstm", "input"), Gru = new("gru", "input");
    internal static readonly Operator RnnTanh = new("rnn_tanh", "input"), RnnRelu = new("rnn_relu", "input");

    internal static readonly Operator CrossEntropy = new("cross_entropy_loss");
    internal static readonly Operator BinaryCrossEntropy = new("binary_cross_entropy");
    internal static readonly Operator BinaryCrossEntropyWithLogits = new("binary_cross_entropy_with_logits");
    internal static readonly Operator MseLoss = new("mse_loss"), L1Loss = new("l1_loss"), SmoothL1Loss = new("smooth_l1_loss");
    internal static readonly Operator NllLoss = new("nll_loss_nd");

    internal static readonly Operator ForeachAdd = new("_foreach_add", "List"), ForeachAddScalar = new("_foreach_add", "Scalar");
    internal static readonly Operator ForeachAddTo = new("_foreach_add_", "List"), ForeachAddScalarTo = new("_foreach_add_", "Scalar");
    internal static readonly Operator ForeachMul = new("_foreach_mul", "List");
    internal static readonly Operator ForeachMulTo = new("_foreach_mul_", "List"), ForeachMulScalarTo = new("_foreach_mul_", "Scalar");
    internal static readonly Operator ForeachDivTo = new("_foreach_div_", "List"), ForeachDivScalarTo = new("_foreach_div_", "Scalar");
    internal static readonly Operator ForeachNeg = new("_foreach_neg");
    internal static readonly Operator ForeachSqrt = new("_foreach_sqrt"), ForeachSqrtInPlace = new("_foreach_sqrt_");
    internal static readonly Operator ForeachMaximumTo = new("_foreach_maximum_", "List");
    internal static readonly Operator ForeachNorm = new("_foreach_norm", "Scalar");
    internal static readonly Operator ForeachAddCMul = new("_foreach_addcmul", "Scalar");
    internal static readonly Operator ForeachAddCMulTo = new("_foreach_addcmul_", "Scalar");
    internal static readonly Operator ForeachAddCDivTo = new("_foreach_addcdiv_", "Scalar");
}
