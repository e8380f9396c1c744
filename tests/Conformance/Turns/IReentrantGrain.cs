namespace Federated.Conformance.Turns;

[Alias("conformance.reentrant")]
public interface IReentrantGrain : IGrainWithStringKey
{
    [Alias("Hold")]
    Task Hold(string prefix);

    [Alias("CallItself")]
    Task CallItself();

    [Alias("Touch")]
    Task Touch();
}
