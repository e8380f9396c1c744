namespace Federated.Conformance.Calls;

[Alias("conformance.newsgrain")]
public interface INewsGrain : IGrainWithStringKey
{
    [Alias("Subscribe")]
    Task Subscribe(INews reader);

    [Alias("Publish")]
    Task<string> Publish(string text);
}
