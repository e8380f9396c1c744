using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The middle of the embedded host: takes calls from references and brings them to activations and observers.</summary>
internal sealed class GrainRuntime
{
    private readonly SiloMessagingOptions _messaging;
    private volatile bool _stopped;

    public GrainRuntime(
        IServiceProvider services,
        GrainClasses classes,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        ILogger<GrainRuntime> logger)
    {
        Services = services;
        Logger = logger;
        Collection = collection.Value;
        Clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _messaging = messaging.Value;
        Catalog = new Catalog(this, classes);
        References = new GrainReferences(this, classes);
        Observers = new Observers(this);
    }

    public IServiceProvider Services { get; }

    public ILogger Logger { get; }

    public TimeProvider Clock { get; }

    public GrainCollectionOptions Collection { get; }

    public Catalog Catalog { get; }

    public GrainReferences References { get; }

    public Observers Observers { get; }

    /// <summary>Resolved at first use, because filters themselves may ask for the grain factory.</summary>
    public IIncomingGrainCallFilter[] IncomingFilters => field ??= [.. Services.GetServices<IIncomingGrainCallFilter>()];

    private IOutgoingGrainCallFilter[] OutgoingFilters => field ??= [.. Services.GetServices<IOutgoingGrainCallFilter>()];

    public void Stop() => _stopped = true;

    public object? Send(GrainReferenceProxy reference, GrainMethod method, object?[] arguments)
    {
        foreach (var index in method.AddressableIndexes)
        {
            arguments[index] = ToReference(arguments[index], method.Method.GetParameters()[index].ParameterType);
        }

        var call = new Call
        {
            Method = method,
            Arguments = arguments,
            Target = reference.GrainId,
            Interface = reference.InterfaceType,
            Reply = method.NewReply(),
            Source = RuntimeContext.Current?.GrainId,
            Context = RequestContext.Current,
            AlwaysInterleave = method.AlwaysInterleave,
        };
        if (OutgoingFilters.Length == 0)
        {
            Send(call);
        }
        else
        {
            _ = SendThroughFiltersAsync(call, reference);
        }

        if (method.OneWay)
        {
            // The callee completes the reply later and nobody looks; the caller's task is done now.
            var done = method.NewReply();
            done.TrySetResult(null);
            return done.Awaitable;
        }

        return call.Reply.Awaitable;
    }

    /// <summary>Delivers a tick of a timer, which is no caller's call.</summary>
    public void Send(Activation activation, Call tick) => activation.TryReceive(tick);

    private void Send(Call call)
    {
        if (_stopped)
        {
            call.Fail(new SiloUnavailableException($"The silo has stopped, so {call} did not start."));
            return;
        }

        if (call.Method.CancellationIndex is >= 0 and var index && call.Arguments[index] is CancellationToken { IsCancellationRequested: true } gone)
        {
            call.Fail(new OperationCanceledException(gone));
            return;
        }

        call.Arm(Clock, call.Method.ResponseTimeout ?? _messaging.ResponseTimeout, _messaging.CancelRequestOnTimeout);
        try
        {
            if (Observers.Owns(call.Target))
            {
                Observers.Dispatch(call);
            }
            else
            {
                Catalog.Dispatch(call);
            }
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }
    }

    private async Task SendThroughFiltersAsync(Call call, GrainReferenceProxy reference)
    {
        try
        {
            var context = new OutgoingCallContext(call, reference, OutgoingFilters, SendAndAwaitAsync);
            await context.Invoke();
            call.Reply.TrySetResult(context.Result);
        }
        catch (Exception exception)
        {
            call.Fail(exception);
        }
    }

    /// <summary>Sends a copy with a reply of its own, so that filters see the answer before the caller does.</summary>
    private async ValueTask<object?> SendAndAwaitAsync(Call call)
    {
        var reply = new CallReplyOf<object>(asValueTask: false, typed: true);
        Send(new Call
        {
            Method = call.Method,
            Arguments = call.Arguments,
            Target = call.Target,
            Interface = call.Interface,
            Reply = reply,
            Source = call.Source,
            Context = RequestContext.Current,
            AlwaysInterleave = call.AlwaysInterleave,
        });
        return call.Method.OneWay ? null : await (Task<object?>)reply.Awaitable;
    }

    private static object? ToReference(object? argument, Type wanted) => argument switch
    {
        null or GrainReferenceProxy => argument,
        IGrainBase { GrainContext: Activation activation } => activation.Runtime.References.Get(wanted, activation.GrainId),
        IGrainObserver => throw new NotSupportedException(
            $"IGrainObserver parameters must be references and cannot be {argument.GetType()}. Did you forget to call CreateObjectReference?"),
        _ => argument,
    };
}
