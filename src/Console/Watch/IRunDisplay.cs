namespace Federated.ConsoleApp.Watch;

/// <summary>Shows a run while it goes on.</summary>
public interface IRunDisplay
{
    /// <summary>Shows every item until the last and returns it.</summary>
    /// <param name="progress">From <see cref="RunFollower.FollowAsync"/>.</param>
    /// <param name="cancellationToken">Ends the display.</param>
    Task<RunProgress> ShowAsync(IAsyncEnumerable<RunProgress> progress, CancellationToken cancellationToken);
}
