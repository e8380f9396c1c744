using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor or view, in row-major order of its shape. Keeps the tensor alive.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor tensor;
    private readonly T* pointer;
    private readonly long[] sizes;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        this.tensor = tensor;
        (sizes, strides) = tensor.Layout();
        pointer = (T*)tensor.DataPointer();
        contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result);
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = (int)Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (contiguous)
        {
            new ReadOnlySpan<T>(pointer + tensorIndex, count).CopyTo(array[arrayIndex..]);
        }
        else
        {
            for (var i = 0; i < count; i++) array[arrayIndex + i] = pointer[Offset(tensorIndex + i)];
        }
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = (int)Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        for (var i = 0; i < count; i++) pointer[Offset(tensorIndex + i)] = array[arrayIndex + i];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing is held but a reference.</summary>
    public void Dispose()
    {
    }

    private T* At(long[] indices)
    {
        if (tensor.IsInvalid) throw new ObjectDisposedException(nameof(torch.Tensor));
        if (indices.Length != sizes.Length) throw new ArgumentException($"Got {indices.Length} indices, wanted {sizes.Length}.", nameof(indices));
        long offset = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)sizes[i]) throw new IndexOutOfRangeException($"Index {indices[i]} of dimension {i}, which has {sizes[i]} elements.");
            offset += indices[i] * strides[i];
        }
        return pointer + offset;
    }

    private long Offset(long index)
    {
        if (contiguous) return index;
        long offset = 0;
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            offset += index % sizes[i] * strides[i];
            index /= sizes[i];
        }
        return offset;
    }
}
