namespace Federated.Conformance.Calls;

[Alias("conformance.calls")]
public interface ICallsGrain : IGrainWithStringKey
{
    [Alias("Add")]
    Task<int> Add(int left, int right);

    /// <summary>The value of a name in the request context, seen by this grain; changes it afterwards.</summary>
    [Alias("ReadContext")]
    Task<string?> ReadContext(string name);

    /// <summary>The value of a name in the request context, seen by another grain that this one calls.</summary>
    [Alias("ReadContextBehind")]
    Task<string?> ReadContextBehind(string name, string otherKey);

    /// <summary>The key of a grain that was passed as an argument.</summary>
    [Alias("KeyOf")]
    Task<string> KeyOf(ICallsGrain other);

    [Alias("KeyOfThis")]
    Task<string> KeyOfThis(ICallsGrain other);

    [Alias("Identity")]
    Task<string> Identity();
}
