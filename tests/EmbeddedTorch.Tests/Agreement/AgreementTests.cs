namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Outputs, gradients and ten optimiser steps are PyTorch's, for every layer, function and optimiser.</summary>
public sealed class AgreementTests(PythonRun run) : IClassFixture<PythonRun>
{
    /// <summary>Relative to one or to the larger value; both sides count in float64.</summary>
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Names => [.. Cases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Case_HereAndInPyTorch_Agrees(string name)
    {
        var quantities = run.Of(name).ToList();
        Assert.NotEmpty(quantities);
        foreach (var (quantity, here, there) in quantities)
        {
            Assert.Equal(there.Length, here.Length);
            for (var i = 0; i < here.Length; i++)
            {
                if (here[i].Equals(there[i])) continue;
                var error = Math.Abs(here[i] - there[i]) / Math.Max(1, Math.Abs(there[i]));
                Assert.True(error <= Tolerance, $"{quantity}[{i}] is {here[i]:R} here and {there[i]:R} in PyTorch.");
            }
        }
    }

    [Fact]
    public void Cases_CoverEveryLayerAndOptimizer()
    {
        Assert.Equal(Cases.All.Count, Cases.All.Select(one => one.Name).Distinct(StringComparer.Ordinal).Count());
        var texts = string.Join('\n', Cases.All.Select(one => one.Module + one.Call + one.Optimizer + one.Scheduler));
        var layers = typeof(TorchSharp.Modules.Linear).Assembly.GetTypes()
            .Where(type => type is { IsPublic: true, IsAbstract: false, IsGenericType: false, Namespace: "TorchSharp.Modules" })
            .Where(type => type.IsSubclassOf(typeof(TorchSharp.torch.nn.Module)) || type.IsSubclassOf(typeof(TorchSharp.torch.optim.Optimizer)))
            .Select(type => type.Name);
        Assert.All(layers, layer => Assert.Contains(layer + "(", texts, StringComparison.OrdinalIgnoreCase));
    }
}
