using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call on its way, as filters see it.</summary>
public interface IGrainCallContext
{
    /// <summary>The method and its arguments.</summary>
    IInvokable Request { get; }

    /// <summary>The grain object, or on the way out its reference.</summary>
    object Grain { get; }

    /// <summary>The grain that calls; null from outside of grains.</summary>
    Runtime.GrainId? SourceId { get; }

    /// <summary>The grain that is called.</summary>
    Runtime.GrainId TargetId { get; }

    /// <summary>The interface that is called.</summary>
    Runtime.GrainInterfaceType InterfaceType { get; }

    /// <summary>The full name of the interface that declares the method.</summary>
    string InterfaceName { get; }

    /// <summary>The name of the method.</summary>
    string MethodName { get; }

    /// <summary>The method of the interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The answer, once there is one; a filter may replace it.</summary>
    object? Result { get; set; }

    /// <summary>Runs the next filter, or the method itself.</summary>
    Task Invoke();
}
