namespace Federated.Domain.Models.Layers;

/// <summary>The largest value of every window of a channel: PyTorch's <c>MaxPool2d</c>.</summary>
public sealed record MaxPool2dLayer : PoolLayer;
