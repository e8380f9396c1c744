using TorchSharp.Shim;

namespace TorchSharp;

/// <summary>
/// The subset of TorchSharp's <c>torch</c> that Federated uses, over the system's libtorch (native/shim.cpp). Grad mode,
/// dispose scopes and the last error belong to a thread, so a training step holds no <c>await</c>.
/// </summary>
public static partial class torch
{
    public static int get_num_threads() => (int)Failure.Check(Methods.ft_get_num_threads());

    /// <summary>Sets libtorch's threads, and OpenBLAS's as well: libtorch does not steer pthread OpenBLAS.</summary>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(num, 1);
        Failure.Check(Methods.ft_set_num_threads(num));
    }

    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static IDisposable no_grad() => new AutoGradMode(enabled: false);

    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);

    public static bool is_grad_enabled() => AutoGradMode.IsEnabled;

    public static DisposeScope NewDisposeScope() => DisposeScope.Open();

    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;

    public static bool cuda_is_available() => cuda.is_available();

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Operators.Cat.Call(Argument.List(tensors.ToArray()), dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Operators.Stack.Call(Argument.List(tensors.ToArray()), dim);

    public static partial class cuda
    {
        public static bool is_available() => Failure.Check(Methods.ft_has_cuda()) == 1;
    }

    public static partial class random
    {
        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);
    }
}
