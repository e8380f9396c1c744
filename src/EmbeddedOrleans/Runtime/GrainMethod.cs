using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What is known of a method of a grain interface: how to call it, and by which rules.</summary>
internal sealed class GrainMethod
{
    private static readonly ConcurrentDictionary<MethodInfo, GrainMethod> Known = new();

    private readonly MethodInvoker _invoker;
    private readonly ReturnShape _shape;

    private GrainMethod(MethodInfo method)
    {
        Method = method;
        _invoker = MethodInvoker.Create(method);
        _shape = ReturnShape.Of(method.ReturnType) ?? throw new NotSupportedException(
            $"{method.DeclaringType}.{method.Name} returns {method.ReturnType}; a grain method returns Task, Task<T>, ValueTask, ValueTask<T> or void.");
        Interface = GrainInterfaceType.Create(method.DeclaringType!.FullName!);
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        OneWay = method.IsDefined(typeof(OneWayAttribute)) || method.ReturnType == typeof(void);
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        var parameters = method.GetParameters();
        CancellationIndex = Array.FindIndex(parameters, p => p.ParameterType == typeof(CancellationToken));
        AddressableIndexes = [.. Enumerable.Range(0, parameters.Length)
            .Where(i => parameters[i].ParameterType.IsInterface && parameters[i].ParameterType.IsAssignableTo(typeof(IAddressable)))];
    }

    public MethodInfo Method { get; }

    public GrainInterfaceType Interface { get; }

    public bool AlwaysInterleave { get; }

    public bool ReadOnly { get; }

    public bool OneWay { get; }

    public TimeSpan? ResponseTimeout { get; }

    /// <summary>The position of the cancellation token among the arguments, or -1.</summary>
    public int CancellationIndex { get; }

    /// <summary>The positions of arguments that are grains or observers.</summary>
    public int[] AddressableIndexes { get; }

    public static GrainMethod Of(MethodInfo method) => Known.GetOrAdd(method, static key => new GrainMethod(key));

    public CallReply NewReply() => _shape.NewReply();

    /// <summary>Calls the method and awaits its answer; a method without an answer gives null.</summary>
    public ValueTask<object?> InvokeAsync(object target, object?[] arguments)
    {
        object? returned;
        try
        {
            returned = _invoker.Invoke(target, arguments.AsSpan());
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is { } thrown)
        {
            ExceptionDispatchInfo.Throw(thrown);
            throw;
        }

        return _shape.AwaitAsync(returned);
    }
}
