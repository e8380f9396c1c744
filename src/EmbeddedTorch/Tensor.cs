using System.Runtime.CompilerServices;
using TorchSharp.Shim;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. It belongs to the dispose scope that was open when it was made, and is freed with it, or by
    /// <see cref="Dispose"/>. The finaliser is a backstop only: nothing may rely on it (shared/TORCH.md).
    /// </summary>
    public partial class Tensor : IDisposable
    {
        /// <summary>Smaller tensors are not worth the cost of telling the collector.</summary>
        private const int LeastPressureKiB = 64;

        private int pressureKiB;
        private nint handle;

        internal Tensor(nint handle, int ownedKiB, bool register = true)
        {
            this.handle = handle;
            if (ownedKiB >= LeastPressureKiB)
            {
                pressureKiB = ownedKiB;
                GC.AddMemoryPressure((long)ownedKiB << 10);
            }
            if (register) DisposeScope.Current?.Include(this);
        }

        private protected Tensor(Tensor moved) : this(moved.handle, moved.pressureKiB, register: false)
        {
            // The new tensor answers for the memory from here on.
            if (moved.OwningScope is { } scope) scope.Replace(moved, this);
            moved.handle = 0;
            moved.Drop();
        }

#pragma warning disable MA0055 // The backstop of tensors that no scope and no one else freed.
        ~Tensor() => Free();
#pragma warning restore MA0055

        internal DisposeScope? OwningScope { get; set; }

        /// <summary>Where the owning scope keeps this tensor.</summary>
        internal int ScopeSlot { get; set; }

        /// <summary>The native handle.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
        public IntPtr Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "The tensor was disposed, perhaps by its dispose scope.");

        public bool IsInvalid => handle == 0;

        public void Dispose()
        {
            OwningScope?.Forget(this);
            Drop();
        }

        /// <summary>Takes over another tensor's value, type and place, and keeps its own identity: who holds this tensor sees the new value.</summary>
        internal void Adopt(Tensor source)
        {
            Kept(Methods.ft_set_data(Handle, source.Handle));
            if (!pressureGiven) (pressureKiB, source.pressureKiB) = (source.pressureKiB, pressureKiB);
            GC.KeepAlive(source);
        }

        private void Drop()
        {
            Free();
            GC.SuppressFinalize(this);
        }

        private void Free()
        {
            var freed = Interlocked.Exchange(ref handle, 0);
            if (pressureKiB > 0 && !pressureGiven) GC.RemoveMemoryPressure((long)pressureKiB << 10);
            pressureGiven = true;
            if (freed != 0) _ = Methods.ft_free(freed);
        }

        private bool pressureGiven;

        public Tensor DetachFromDisposeScope()
        {
            OwningScope?.Forget(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public long[] shape => Layout().Sizes;

        public long dim() => shape.Length;

        public long ndim => shape.Length;

        public long Dimensions => shape.Length;

        public long size(int dim) => shape is var sizes && dim < 0 ? sizes[sizes.Length + dim] : sizes[dim];

        public long[] size() => shape;

        public long[] stride() => Layout().Strides;

        public long numel() => Kept(Methods.ft_numel(Handle));

        public long NumberOfElements => numel();

        public long ElementSize => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
            ScalarType.ComplexFloat64 => 16,
            _ => 8,
        };

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Kept(Methods.ft_dtype(Handle));

        public Device device
        {
            get
            {
                var type = (DeviceType)Kept(Methods.ft_device(Handle, out var index));
                return new Device(type, index);
            }
        }

        public int device_index => device.index;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_nonzero() => this.ToBoolean();

        public DeviceType device_type => (DeviceType)Kept(Methods.ft_device(Handle, out _));

        public bool is_contiguous() => Kept(Methods.ft_is_contiguous(Handle)) == 1;

        public bool is_leaf => Kept(Methods.ft_is_leaf(Handle)) == 1;

        public bool requires_grad
        {
            get => Kept(Methods.ft_requires_grad(Handle)) == 1;
            set => Kept(Methods.ft_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The accumulated gradient, or null. Each read gives a new tensor that shares the same memory.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint self = Handle, result;
                Kept(Methods.ft_grads(&self, 1, &result));
                return result == 0 ? null : new Tensor(result, 0);
            }
            set
            {
                var self = Handle;
                Kept(Methods.ft_set_grads(&self, 1, value is null ? 0 : value.Handle));
                GC.KeepAlive(value);
            }
        }

        public void backward() => autograd.backward(this);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Another managed tensor over the same native one, with a life of its own.</summary>
        public Tensor alias()
        {
            Kept(Methods.ft_alias(Handle, out var result));
            return new Tensor(result, 0);
        }

        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            if (ToScalarType(typeof(T)) != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item() of a tensor with {NumberOfElements} elements, wanted 1");
            using var accessor = data<T>();
            return accessor[new long[ndim]];
        }

        /// <summary>The memory of a contiguous CPU tensor. Valid only while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                var length = NumberOfElements * ElementSize;
                if (length > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>((void*)DataPointer(), (int)length);
            }
            set
            {
                var target = bytes;
                if (target.Length != value.Length)
                    throw new ArgumentException($"Mismatched data sizes: got {value.Length} bytes, wanted {target.Length}.");
                value.CopyTo(target);
            }
        }

        internal nint DataPointer()
        {
            Kept(Methods.ft_data(Handle, out var pointer));
            return pointer;
        }

        internal unsafe (long[] Sizes, long[] Strides) Layout()
        {
            const int usual = 8;
            long* sizes = stackalloc long[usual], strides = stackalloc long[usual];
            var ndim = (int)Kept(Methods.ft_sizes(Handle, sizes, strides, usual));
            if (ndim <= usual) return (new ReadOnlySpan<long>(sizes, ndim).ToArray(), new ReadOnlySpan<long>(strides, ndim).ToArray());
            long[] allSizes = new long[ndim], allStrides = new long[ndim];
            fixed (long* s = allSizes, t = allStrides) Kept(Methods.ft_sizes(Handle, s, t, ndim));
            return (allSizes, allStrides);
        }

        public override string ToString() =>
            IsInvalid ? "(disposed)" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>Checks a native result, and keeps this tensor alive up to here.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private long Kept(long result)
        {
            GC.KeepAlive(this);
            return Failure.Check(result);
        }
    }
}
