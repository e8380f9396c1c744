namespace Federated.EmbeddedTorch.Tests.Agreement;

/// <summary>Everything that is compared with PyTorch.</summary>
internal static class Cases
{
    internal static IReadOnlyList<AgreementCase> All { get; } =
        [.. LayerCases.All, .. RecurrentCases.All, .. LossCases.All, .. FunctionCases.All, .. OptimizerCases.All];
}
