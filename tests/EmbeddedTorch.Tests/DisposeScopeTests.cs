using static TorchSharp.torch;

namespace Federated.EmbeddedTorch.Tests;

public sealed class DisposeScopeTests
{
    [Fact]
    public void Scope_OnDispose_LeavesNoLiveTensor()
    {
        var before = Shim.LiveTensors();
        using (NewDisposeScope())
        {
            var x = ones(4, 4, requires_grad: true);
            for (var i = 0; i < 10; i++) (x * i).relu().sum().backward();
            Assert.True(Shim.LiveTensors() > before);
        }
        Assert.Equal(before, Shim.LiveTensors());
    }

    [Fact]
    public void MoveToOuter_SurvivesTheInnerScopeOnly()
    {
        var before = Shim.LiveTensors();
        Tensor kept;
        using (NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                kept = inner.MoveToOuter(ones(2) + 1);
            }
            Assert.Equal(4f, kept.sum().item<float>());
        }
        Assert.True(kept.IsInvalid);
        Assert.Equal(before, Shim.LiveTensors());
    }

    [Fact]
    public void Detach_SurvivesEveryScope()
    {
        Tensor kept;
        using (NewDisposeScope()) kept = ones(2).DetachFromDisposeScope();
        Assert.Equal(2f, kept.sum().item<float>());
        kept.Dispose();
    }

    [Fact]
    public void Dispose_BeforeTheScope_IsForgottenByIt()
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < 100; i++)
        {
            using var temporary = ones(2);
        }
        Assert.Equal(0, scope.DisposablesCount);
        Assert.Same(scope, CurrentDisposeScope);
    }

    [Fact]
    public void Parameter_TakesThePlaceOfItsTensorInTheScope()
    {
        var before = Shim.LiveTensors();
        using (NewDisposeScope())
        {
            var data = ones(3);
            var parameter = nn.Parameter(data);
            Assert.True(data.IsInvalid);
            Assert.True(parameter.requires_grad);
            data.Dispose();
            Assert.False(parameter.IsInvalid);
        }
        Assert.Equal(before, Shim.LiveTensors());
    }

    [Fact]
    public void Scopes_OfAnotherThread_AreApart()
    {
        using var scope = NewDisposeScope();
        var thread = new Thread(() =>
        {
            Assert.Null(CurrentDisposeScope);
            using var own = NewDisposeScope();
            _ = ones(1);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Module_OnDispose_FreesItsParameters()
    {
        var before = Shim.LiveTensors();
        using (var model = nn.Sequential(("0", nn.Linear(3, 4)), ("act", nn.Tanh()), ("1", nn.Linear(4, 2))))
        {
            using var scope = NewDisposeScope();
            Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], model.named_parameters().Select(p => p.name));
            Assert.Equal([5, 2], model.call(ones(5, 3)).shape);
        }
        Assert.Equal(before, Shim.LiveTensors());
    }

    [Fact]
    public void UndisposedTensors_AreFreedByTheFinaliserInTheEnd()
    {
        var before = Shim.LiveTensors();
        Abandon();
        for (var i = 0; i < 5 && Shim.LiveTensors() > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(before, Shim.LiveTensors());
    }

    private static void Abandon()
    {
        for (var i = 0; i < 20; i++) _ = zeros(200_000);
    }
}
