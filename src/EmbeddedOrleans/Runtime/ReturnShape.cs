namespace Orleans.Runtime;

/// <summary>How a method returns: how its awaitable is made for the caller and awaited at the callee.</summary>
internal sealed class ReturnShape
{
    private ReturnShape(Func<CallReply> newReply, Func<object?, ValueTask<object?>> awaitAsync)
    {
        NewReply = newReply;
        AwaitAsync = awaitAsync;
    }

    public Func<CallReply> NewReply { get; }

    public Func<object?, ValueTask<object?>> AwaitAsync { get; }

    /// <summary>The shape of a return type, or null if grains cannot return it.</summary>
    public static ReturnShape? Of(Type type)
    {
        if (type == typeof(void))
        {
            return new(static () => new CallReplyOf<object>(asValueTask: false, typed: false), static _ => default);
        }

        if (type == typeof(Task))
        {
            return new(static () => new CallReplyOf<object>(asValueTask: false, typed: false), AwaitTaskAsync);
        }

        if (type == typeof(ValueTask))
        {
            return new(static () => new CallReplyOf<object>(asValueTask: true, typed: false), AwaitValueTaskAsync);
        }

        if (!type.IsGenericType)
        {
            return null;
        }

        var definition = type.GetGenericTypeDefinition();
        var maker = definition == typeof(Task<>) ? nameof(OfTask) : definition == typeof(ValueTask<>) ? nameof(OfValueTask) : null;
        return maker is null ? null : (ReturnShape)typeof(ReturnShape)
            .GetMethod(maker, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type.GetGenericArguments())
            .Invoke(null, null)!;
    }

    private static ReturnShape OfTask<T>() => new(
        static () => new CallReplyOf<T>(asValueTask: false, typed: true),
        static async returned => await (Task<T>)returned!);

    private static ReturnShape OfValueTask<T>() => new(
        static () => new CallReplyOf<T>(asValueTask: true, typed: true),
        static async returned => await (ValueTask<T>)returned!);

    private static async ValueTask<object?> AwaitTaskAsync(object? returned)
    {
        await (Task)returned!;
        return null;
    }

    private static async ValueTask<object?> AwaitValueTaskAsync(object? returned)
    {
        await (ValueTask)returned!;
        return null;
    }
}
