namespace Federated.Conformance.Calls;

[Alias("conformance.news")]
public interface INews : IGrainObserver
{
    [Alias("Tell")]
    Task<string> Tell(string text);
}
