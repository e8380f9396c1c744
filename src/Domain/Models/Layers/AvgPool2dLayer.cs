namespace Federated.Domain.Models.Layers;

/// <summary>The mean of every window of a channel, padding counted as zeros: PyTorch's <c>AvgPool2d</c>.</summary>
public sealed record AvgPool2dLayer : PoolLayer;
