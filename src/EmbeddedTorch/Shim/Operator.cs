using System.Runtime.CompilerServices;

namespace TorchSharp.Shim;

/// <summary>
/// One ATen operator, resolved in the dispatcher at its first use. Arguments come in the order of the schema; trailing
/// ones that are left out, and <see cref="Argument.Default"/>, take the schema's default.
/// </summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int MostResults = 64;
    private const int ScratchWords = 96;

    private nint handle;

    /// <summary>Calls an operator with one tensor as its result.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        Run(arguments, &result, 1);
        return new torch.Tensor(result.Pointer, result.Count);
    }

    /// <summary>Calls an operator with two tensors as its result.</summary>
    internal (torch.Tensor First, torch.Tensor Second) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[2];
        Run(arguments, results, 2);
        return (new torch.Tensor(results[0].Pointer, results[0].Count), new torch.Tensor(results[1].Pointer, results[1].Count));
    }

    /// <summary>Calls an operator with a list of tensors as its result.</summary>
    internal torch.Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc Value[MostResults];
        var tensors = new torch.Tensor[Run(arguments, results, MostResults)];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new torch.Tensor(results[i].Pointer, results[i].Count);
        return tensors;
    }

    /// <summary>Calls an operator that writes to its first argument, and drops the alias that it returns.</summary>
    internal void CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        Value result;
        if (Run(arguments, &result, 1) == 1) _ = Methods.ft_free(result.Pointer);
    }

    [SkipLocalsInit]
    private int Run(ReadOnlySpan<Argument> arguments, Value* results, int capacity)
    {
        if (handle == 0) Resolve();
        var values = stackalloc Value[arguments.Length];
        var words = 0;
        foreach (ref readonly var argument in arguments) words += argument.Words;
        long count;
        if (words <= ScratchWords)
        {
            var scratch = stackalloc nint[ScratchWords];
            Write(arguments, values, scratch);
            count = Methods.ft_call(handle, values, arguments.Length, results, capacity);
        }
        else
        {
            fixed (nint* scratch = new nint[words])
            {
                Write(arguments, values, scratch);
                count = Methods.ft_call(handle, values, arguments.Length, results, capacity);
            }
        }
        foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Reference);
        return (int)Failure.Check(count);
    }

    private static void Write(ReadOnlySpan<Argument> arguments, Value* values, nint* scratch)
    {
        for (var i = 0; i < arguments.Length; i++) scratch = arguments[i].Write(values + i, scratch);
    }

    private void Resolve()
    {
        var resolved = Methods.ft_operator("aten::" + name, overload);
        if (resolved == 0) throw Failure.Last();
        handle = resolved;
    }
}
