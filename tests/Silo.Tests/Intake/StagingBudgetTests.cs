using Federated.Silo.Intake;

namespace Federated.Silo.Tests.Intake;

public sealed class StagingBudgetTests
{
    private readonly StagingBudget _budget = new(100);

    [Fact]
    public async Task Take_WithinTheBudget_DoesNotWait()
    {
        using var first = await _budget.Take(60, CancellationToken.None);
        using var second = await _budget.Take(40, CancellationToken.None);

        Assert.Equal(100, _budget.InUse);
    }

    [Fact]
    public async Task Take_BeyondTheBudget_WaitsInOrderOfArrival()
    {
        var first = await _budget.Take(60, CancellationToken.None);
        var second = _budget.Take(50, CancellationToken.None);
        var third = _budget.Take(10, CancellationToken.None);

        // The third would fit, but a large upload must not starve behind small ones.
        Assert.False(second.IsCompleted);
        Assert.False(third.IsCompleted);
        first.Dispose();
        await second;
        await third;
        Assert.Equal(60, _budget.InUse);
    }

    [Fact]
    public async Task Take_MoreThanTheWholeBudget_IsLetInAlone()
    {
        var small = await _budget.Take(1, CancellationToken.None);
        var huge = _budget.Take(1000, CancellationToken.None);

        Assert.False(huge.IsCompleted);
        small.Dispose();
        using var _ = await huge;
        Assert.Equal(100, _budget.InUse);
    }

    [Fact]
    public async Task Take_Cancelled_LetsTheNextIn()
    {
        using var gone = new CancellationTokenSource();
        using var first = await _budget.Take(60, CancellationToken.None);
        var second = _budget.Take(50, gone.Token);
        var third = _budget.Take(10, CancellationToken.None);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        using var _ = await third;
        Assert.Equal((70, 0), (_budget.InUse, _budget.Waiting));
    }

    [Fact]
    public async Task Dispose_Twice_GivesBackOnce()
    {
        using var keep = await _budget.Take(30, CancellationToken.None);
        var share = await _budget.Take(20, CancellationToken.None);
        share.Dispose();
        share.Dispose();

        Assert.Equal(30, _budget.InUse);
    }
}
