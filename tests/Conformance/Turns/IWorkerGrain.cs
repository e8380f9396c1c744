namespace Federated.Conformance.Turns;

[Alias("conformance.worker")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Opens one gate and waits for the other.</summary>
    [Alias("Meet")]
    Task Meet(string open, string wait);
}
