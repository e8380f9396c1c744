using System.Collections.Concurrent;

namespace Federated.Conformance.Calls;

/// <summary>Records the calls it sees; refuses, answers or changes those whose second argument asks for it.</summary>
internal sealed class RecordingFilter : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    public const int Refuse = 1001;
    public const int Answer = 1002;
    public const int Double = 1003;

    public ConcurrentQueue<string> Seen { get; } = new();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        Seen.Enqueue($"in {context.InterfaceName} {context.MethodName}");
        if (context.InterfaceMethod.DeclaringType != typeof(ICallsGrain) || context.MethodName != nameof(ICallsGrain.Add))
        {
            await context.Invoke();
            return;
        }

        Assert.Equal(typeof(CallsGrain), context.ImplementationMethod.DeclaringType);
        Assert.IsType<CallsGrain>(context.Grain);
        Assert.Equal(2, context.Request.GetArgumentCount());
        var asked = (int)context.Request.GetArgument(1)!;
        if (asked == Refuse)
        {
            throw new UnauthorizedAccessException("refused by the filter");
        }

        if (asked == Answer)
        {
            context.Result = 42;
            return;
        }

        await context.Invoke();
        if (asked == Double)
        {
            context.Result = (int)context.Result! * 2;
        }
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        Seen.Enqueue($"out {context.InterfaceName} {context.MethodName}");
        await context.Invoke();
    }
}
