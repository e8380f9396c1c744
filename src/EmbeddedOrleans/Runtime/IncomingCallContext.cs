using System.Reflection;

namespace Orleans.Runtime;

/// <summary>An incoming call on its way through the host's filters, then the grain's own, then the method.</summary>
internal sealed class IncomingCallContext(Call call, IGrainContext target, object instance, IIncomingGrainCallFilter[] filters)
    : CallContext(call), IIncomingGrainCallContext
{
    public object Grain => instance;

    public IGrainContext TargetContext => target;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = (Call.Receiver ?? instance).GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
            var definition = InterfaceMethod.IsGenericMethod ? InterfaceMethod.GetGenericMethodDefinition() : InterfaceMethod;
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, definition)];
        }
    }

    public static async ValueTask<object?> RunAsync(Call call, IGrainContext target, object instance, IIncomingGrainCallFilter[] filters)
    {
        if (filters.Length == 0 && instance is not IIncomingGrainCallFilter)
        {
            return await call.InvokeAsync(instance);
        }

        var context = new IncomingCallContext(call, target, instance, filters);
        await context.Invoke();
        return context.Result;
    }

    public async Task Invoke()
    {
        var stage = Stage++;
        try
        {
            var filter = stage < filters.Length ? filters[stage]
                : stage == filters.Length ? instance as IIncomingGrainCallFilter
                : null;
            if (filter is null)
            {
                Result = await Call.InvokeAsync(instance);
                return;
            }

            await filter.Invoke(this);
            RequireResult(filter);
        }
        finally
        {
            Stage--;
        }
    }
}
