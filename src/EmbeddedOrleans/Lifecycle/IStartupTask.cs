namespace Orleans.Runtime;

/// <summary>Runs once when the silo is up.</summary>
public interface IStartupTask
{
    /// <summary>Runs; the host starts only when it is done.</summary>
    Task Execute(CancellationToken cancellationToken);
}
