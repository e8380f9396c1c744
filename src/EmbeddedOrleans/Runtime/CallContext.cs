using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>What the contexts of incoming and outgoing calls have in common.</summary>
internal abstract class CallContext(Call call) : IInvokable
{
    public IInvokable Request => this;

    public GrainId? SourceId => Call.Source;

    public GrainId TargetId => Call.Target;

    public GrainInterfaceType InterfaceType => Call.Interface;

    public string InterfaceName => GetInterfaceName();

    public string MethodName => GetMethodName();

    public MethodInfo InterfaceMethod => Call.Method.Method;

    public object? Result
    {
        get;
        set
        {
            field = value;
            HasResult = true;
        }
    }

    protected Call Call { get; } = call;

    protected bool HasResult { get; private set; }

    /// <summary>How many filters have been entered.</summary>
    protected int Stage { get; set; }

    public int GetArgumentCount() => Call.Arguments.Length;

    public object? GetArgument(int index) => Call.Arguments[index];

    public string GetMethodName() => Call.Method.Method.Name;

    public string GetInterfaceName() => Call.Method.Method.DeclaringType!.FullName!;

    public MethodInfo GetMethod() => Call.Method.Method;

    public Type GetInterfaceType() => Call.Method.Method.DeclaringType!;

    protected void RequireResult(object filter)
    {
        if (!HasResult)
        {
            throw new InvalidOperationException(
                $"The call filter {filter.GetType().Name} neither invoked the rest of the chain nor set a result for {Call}.");
        }
    }
}
