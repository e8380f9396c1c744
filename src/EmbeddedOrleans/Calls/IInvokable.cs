using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>The method and arguments of a call, as filters see them.</summary>
public interface IInvokable
{
    /// <summary>The number of arguments.</summary>
    int GetArgumentCount();

    /// <summary>The argument at <paramref name="index"/>, from 0.</summary>
    object? GetArgument(int index);

    /// <summary>The name of the method.</summary>
    string GetMethodName();

    /// <summary>The full name of the interface that declares the method.</summary>
    string GetInterfaceName();

    /// <summary>The method of the interface.</summary>
    MethodInfo GetMethod();

    /// <summary>The interface that declares the method.</summary>
    Type GetInterfaceType();
}
