namespace TorchSharp;

/// <summary>The single element of a tensor as a number, and more that TorchSharp declares outside the tensor.</summary>
public static class TensorExtensionMethods
{
    public static float ToSingle(this torch.Tensor value) => value.Only<float>(torch.ScalarType.Float32);

    public static double ToDouble(this torch.Tensor value) => value.Only<double>(torch.ScalarType.Float64);

    public static int ToInt32(this torch.Tensor value) => value.Only<int>(torch.ScalarType.Int32);

    public static long ToInt64(this torch.Tensor value) => value.Only<long>(torch.ScalarType.Int64);

    public static bool ToBoolean(this torch.Tensor value) => value.Only<bool>(torch.ScalarType.Bool);
}
