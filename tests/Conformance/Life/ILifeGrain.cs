namespace Federated.Conformance.Life;

[Alias("conformance.life")]
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>A number that is another for each activation.</summary>
    [Alias("Activation")]
    Task<int> Activation();

    [Alias("Leave")]
    Task<int> Leave();

    [Alias("Hold")]
    Task Hold(string prefix);

    [Alias("KeepTicking")]
    Task KeepTicking(TimeSpan period, bool keepAlive);
}
