using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests;

public sealed class TensorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Tensor_FromFloats_KeepsValuesShapeAndType()
    {
        var x = tensor([1f, 2, 3, 4, 5, 6], [2, 3]);

        Assert.Equal([2, 3], x.shape);
        Assert.Equal([3, 1], x.stride());
        Assert.Equal(ScalarType.Float32, x.dtype);
        Assert.Equal(DeviceType.CPU, x.device_type);
        Assert.Equal(6, x.numel());
        Assert.Equal(new float[] { 1, 2, 3, 4, 5, 6 }, x.data<float>().ToArray());
        Assert.Equal(6f, x.data<float>()[1, 2]);
    }

    [Fact]
    public void Tensor_OfAnArray_DoesNotShareItsMemory()
    {
        var values = new float[] { 1, 2 };
        var x = tensor(values);
        values[0] = 7;
        Assert.Equal(1f, x.data<float>()[0]);
    }

    [Fact]
    public void Tensor_WrongShape_ThrowsWithBothSizes()
    {
        var e = Assert.Throws<ExternalException>(() => tensor([1f, 2, 3], [2, 2]));
        Assert.Contains("got 12 bytes", e.Message, StringComparison.Ordinal);
        Assert.Contains("16", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arithmetic_MatchesHandComputation()
    {
        var x = tensor([1f, -2, 3]);
        var y = tensor([4f, 5, 0.5f]);

        Assert.Equal(new float[] { 5, 3, 3.5f }, Floats(x + y));
        Assert.Equal(new float[] { -3, -7, 2.5f }, Floats(x - y));
        Assert.Equal(new float[] { 4, -10, 1.5f }, Floats(x * y));
        Assert.Equal(new float[] { 0.25f, -0.4f, 6 }, Floats(x / y));
        Assert.Equal(new float[] { 3, 0, 5 }, Floats(x + 2));
        Assert.Equal(new float[] { 1, 4, -1 }, Floats(2 - x));
        Assert.Equal(new float[] { 0.5f, -1, 1.5f }, Floats(x * 0.5));
        Assert.Equal(new float[] { 2, -1, 2 }, Floats(2 / tensor([1f, -2, 1])));
        Assert.Equal(new float[] { 9, 8, 4 }, Floats(x.add(y, alpha: 2)));
        Assert.Equal(new float[] { 1, 0, 3 }, Floats(x.relu()));
        Assert.Equal(new float[] { 1, 4, 9 }, Floats(x.square()));
        Assert.Equal(2f, x.sum().item<float>());
        Assert.Equal(Math.Sqrt(14), x.norm().item<float>(), 6);
    }

    [Fact]
    public void InPlace_Operation_ChangesTheTensorAndReturnsIt()
    {
        var x = tensor([1f, 2]);
        Assert.Same(x, x.mul_(3).add_(tensor([1f, 1])));
        Assert.Equal(new float[] { 4, 7 }, Floats(x));
    }

    [Fact]
    public void MaskedFill_ReplacesWhatIsNotFinite()
    {
        var x = tensor([1f, float.NaN, float.PositiveInfinity, 4], [2, 2]);
        var broken = x.isfinite().eq(0);
        Assert.Equal(new float[] { 1, 0, 0, 4 }, Floats(x.masked_fill(broken, 0)));
        Assert.Equal(new float[] { 0, 0, 9, 9 }, Floats(zeros(2, 2).masked_fill_(tensor([0L, 1]).eq(1).unsqueeze(1), 9)));
        Assert.True(float.IsNaN(Floats(x)[1]));
        Assert.Same(x, x.masked_fill_(broken, 0));
        Assert.Equal(new float[] { 1, 0, 0, 4 }, Floats(x));
    }

    [Fact]
    public void MatrixProducts_Agree()
    {
        var a = tensor([1f, 2, 3, 4, 5, 6], [2, 3]);
        var b = tensor([1f, 0, 0, 1, 1, 1], [3, 2]);
        var expected = new float[] { 4, 5, 10, 11 };

        Assert.Equal(expected, Floats(a.mm(b)));
        Assert.Equal(expected, Floats(a.matmul(b)));
        Assert.Equal(expected, Floats(zeros(2, 2).addmm(a, b)));
        var sum = ones(2, 2);
        Assert.Same(sum, sum.addmm_(a, b));
        Assert.Equal(new float[] { 5, 6, 11, 12 }, Floats(sum));
        Assert.Equal(expected, Floats(nn.functional.linear(a, b.t())));
    }

    [Fact]
    public void Reductions_OverADimension_KeepTheOther()
    {
        var x = tensor([1f, 5, 3, 9, 2, 4], [2, 3]);

        Assert.Equal(new float[] { 10, 7, 7 }, Floats(x.sum(dim: 0)));
        Assert.Equal(new float[] { 3, 5 }, Floats(x.mean([1])));
        Assert.Equal(new long[] { 1, 0 }, x.argmax(1).data<long>().ToArray());
        Assert.Equal(3L, x.argmax().item<long>());
        var (values, indexes) = x.max(1);
        Assert.Equal(new float[] { 5, 9 }, Floats(values));
        Assert.Equal(new long[] { 1, 0 }, indexes.data<long>().ToArray());
        Assert.Equal(2L, x.gt(4).sum().item<long>());
        Assert.True(x.isfinite().all().item<bool>());
    }

    [Fact]
    public void Views_ShareMemory_AndReadInTheirOwnOrder()
    {
        var x = tensor([1f, 2, 3, 4, 5, 6], [2, 3]);

        Assert.Equal(new float[] { 1, 4, 2, 5, 3, 6 }, Floats(x.t()));
        Assert.Equal(new float[] { 1, 2, 3, 4, 5, 6 }, Floats(x.view(3, 2)));
        Assert.Equal(new float[] { 2, 3, 5, 6 }, Floats(x.narrow(1, 1, 2)));
        Assert.Equal(new float[] { 4, 5, 6 }, Floats(x[1]));
        x.reshape(-1).zero_();
        Assert.Equal(new float[6], Floats(x));
        Assert.Throws<InvalidOperationException>(() => x.t().bytes.Length);
    }

    [Fact]
    public void IndexSelect_TakesRowsInTheOrderGiven()
    {
        var x = tensor([1f, 2, 3, 4, 5, 6], [3, 2]);
        Assert.Equal(new float[] { 5, 6, 1, 2, 5, 6 }, Floats(x.index_select(0, tensor(new long[] { 2, 0, 2 }))));
    }

    [Fact]
    public void ToType_Converts()
    {
        var x = tensor([1.7f, -2.3f]).to_type(ScalarType.Int64);
        Assert.Equal(new long[] { 1, -2 }, x.data<long>().ToArray());
        Assert.Throws<ArgumentException>(() => x.data<float>());
        Assert.Throws<ArgumentException>(() => x.item<long>());
    }

    [Fact]
    public void Bytes_AreTheMemoryOfTheTensor()
    {
        var x = zeros(2);
        MemoryMarshal.AsBytes([3f, 4f]).CopyTo(x.bytes);
        Assert.Equal(new float[] { 3, 4 }, Floats(x));
    }

    [Fact]
    public void ManualSeed_RepeatsTheSequence()
    {
        manual_seed(5);
        var first = Floats(nn.init.uniform_(zeros(16)));
        manual_seed(5);
        Assert.Equal(first, Floats(nn.init.uniform_(zeros(16))));
        using var own = new Generator(5);
        Assert.Equal(first, Floats(nn.init.uniform_(zeros(16), generator: own)));
    }

    [Fact]
    public void SetNumThreads_IsReadBack()
    {
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));
    }

    [Fact]
    public void CatAndStack_Join()
    {
        Tensor[] parts = [tensor([1f, 2]), tensor([3f, 4])];
        Assert.Equal(new float[] { 1, 2, 3, 4 }, Floats(cat(parts)));
        Assert.Equal([2, 2], stack(parts).shape);
    }

    private static float[] Floats(Tensor x) => x.data<float>().ToArray();
}
