using Federated.Domain.Aggregation;

namespace Federated.Grains.Round;

/// <summary>A sum that its owner leaves as it is until it is given back by disposing this.</summary>
/// <param name="sum">The sum.</param>
/// <param name="giveBack">Tells its owner.</param>
public sealed class LentSum(IExactSum sum, Action giveBack) : IDisposable
{
    private int _given;

    /// <summary>The sum.</summary>
    public IExactSum Sum => sum;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _given, 1) == 0)
            giveBack();
    }
}
