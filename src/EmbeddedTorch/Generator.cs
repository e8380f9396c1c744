using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A Mersenne Twister of libtorch. Never a source of privacy noise.</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(seed, shared: false)
        {
            if (device is { type: not DeviceType.CPU }) throw new NotSupportedException($"Generators of '{device}' are not supported, wanted cpu.");
        }

        private Generator(ulong seed, bool shared) => Failure.Check(Methods.ft_generator(seed, shared ? 1 : 0, out handle));

        public static Generator Default => field ??= new Generator(0, shared: true);

        public IntPtr Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            Failure.Check(Methods.ft_generator_seed(Handle, unchecked((ulong)seed)));
            return this;
        }

        public long initial_seed()
        {
            Failure.Check(Methods.ft_generator_current_seed(Handle, out var seed));
            return unchecked((long)seed);
        }

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var freed = Interlocked.Exchange(ref handle, 0);
            if (freed != 0) Methods.ft_generator_free(freed);
        }
    }
}
