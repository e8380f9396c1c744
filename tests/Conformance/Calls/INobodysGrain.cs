namespace Federated.Conformance.Calls;

[Alias("conformance.nobodys")]
public interface INobodysGrain : IGrainWithStringKey
{
    [Alias("Touch")]
    Task Touch();
}
