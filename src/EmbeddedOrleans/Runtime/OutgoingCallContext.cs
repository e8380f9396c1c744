namespace Orleans.Runtime;

/// <summary>An outgoing call on its way through the filters and then to its target.</summary>
internal sealed class OutgoingCallContext(Call call, object reference, IOutgoingGrainCallFilter[] filters, Func<Call, ValueTask<object?>> send)
    : CallContext(call), IOutgoingGrainCallContext
{
    public object Grain => reference;

    public IGrainContext? SourceContext { get; } = RuntimeContext.Current;

    public async Task Invoke()
    {
        var stage = Stage++;
        try
        {
            if (stage == filters.Length)
            {
                Result = await send(Call);
                return;
            }

            await filters[stage].Invoke(this);
            RequireResult(filters[stage]);
        }
        finally
        {
            Stage--;
        }
    }
}
