using TorchSharp.Shim;

namespace TorchSharp;

/// <summary>
/// The subset of TorchSharp's <c>torch</c> that Federated uses, over the system's libtorch (native/*.cpp). Grad mode,
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

    public static partial class cuda
    {
        /// <exception cref="System.Runtime.InteropServices.ExternalException">CUDA's libraries are there, but do not load.</exception>
        public static bool is_available() => device_count() > 0;

        public static int device_count() => (int)Failure.Check(Methods.ft_cuda_devices());
    }

    public static partial class random
    {
        /// <summary>Seeds the default generators of every device.</summary>
        public static Generator manual_seed(long seed)
        {
            Failure.Check(Methods.ft_manual_seed(unchecked((ulong)seed)));
            return Generator.Default;
        }
    }
}
