namespace Federated.Conformance.Calls;

[Alias("conformance.twins")]
public interface ITwinsGrain : IGrainWithStringKey
{
    [Alias("Touch")]
    Task Touch();
}
