using System.Runtime.InteropServices;

namespace TorchSharp.Shim;

/// <summary>The exports of native/*.cpp. -1 (or a null operator) means that <see cref="Failure.Last"/> has the text.</summary>
internal static unsafe partial class Methods
{
    private const string Library = Loader.Name;

    static Methods() => Loader.Install();

    [LibraryImport(Library)] internal static partial nint ft_last_error();

    [LibraryImport(Library)] internal static partial long ft_live_tensors();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint ft_operator(string name, string overload);

    [LibraryImport(Library)] internal static partial long ft_call(nint op, Value* arguments, int count, Value* results, int capacity);

    [LibraryImport(Library)] internal static partial long ft_free(nint handle);

    [LibraryImport(Library)] internal static partial long ft_from_bytes(void* data, long bytes, long* sizes, int ndim, int dtype, out nint result);

    [LibraryImport(Library)] internal static partial long ft_sizes(nint handle, long* sizes, long* strides, int capacity);

    [LibraryImport(Library)] internal static partial long ft_numel(nint handle);

    [LibraryImport(Library)] internal static partial long ft_dtype(nint handle);

    [LibraryImport(Library)] internal static partial long ft_device(nint handle, out int index);

    [LibraryImport(Library)] internal static partial long ft_is_contiguous(nint handle);

    [LibraryImport(Library)] internal static partial long ft_data(nint handle, out nint data);

    [LibraryImport(Library)] internal static partial long ft_alias(nint handle, out nint result);

    [LibraryImport(Library)] internal static partial long ft_set_data(nint handle, nint data);

    [LibraryImport(Library)] internal static partial long ft_requires_grad(nint handle);

    [LibraryImport(Library)] internal static partial long ft_set_requires_grad(nint handle, int value);

    [LibraryImport(Library)] internal static partial long ft_is_leaf(nint handle);

    [LibraryImport(Library)] internal static partial long ft_grads(nint* handles, int count, nint* grads);

    [LibraryImport(Library)] internal static partial long ft_set_grads(nint* handles, int count, nint grad);

    [LibraryImport(Library)]
    internal static partial long ft_backward(
        nint* tensors, int count, nint* grads, int gradCount, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(Library)]
    internal static partial long ft_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int gradCount, int retainGraph, int createGraph,
        int allowUnused, nint* results);

    [LibraryImport(Library)] internal static partial long ft_grad_enabled();

    [LibraryImport(Library)] internal static partial void ft_set_grad_enabled(int enabled);

    [LibraryImport(Library)] internal static partial long ft_generator(ulong seed, int shared, out nint result);

    [LibraryImport(Library)] internal static partial long ft_generator_seed(nint handle, ulong seed);

    [LibraryImport(Library)] internal static partial long ft_generator_current_seed(nint handle, out ulong seed);

    [LibraryImport(Library)] internal static partial void ft_generator_free(nint handle);

    [LibraryImport(Library)] internal static partial long ft_manual_seed(ulong seed);

    [LibraryImport(Library)] internal static partial long ft_get_num_threads();

    [LibraryImport(Library)] internal static partial long ft_set_num_threads(int count);

    [LibraryImport(Library)] internal static partial long ft_cuda_devices();
}
