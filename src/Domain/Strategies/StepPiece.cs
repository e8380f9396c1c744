namespace Federated.Domain.Strategies;

/// <summary>Some neighbouring parameters in one step of the server. Spans are as long as <see cref="Model"/> where nothing else is said.</summary>
public readonly ref struct StepPiece
{
    /// <summary>The place of the first parameter.</summary>
    public required int First { get; init; }

    /// <summary>The global parameters that the members trained from.</summary>
    public required ReadOnlySpan<float> Model { get; init; }

    /// <summary>The weighted mean of local minus global parameters, so that model + mean is FedAvg: it points downhill.</summary>
    public required ReadOnlySpan<double> Mean { get; init; }

    /// <summary>The strategy's single means, all of them (<see cref="StrategyShape.Scalars"/>).</summary>
    public ReadOnlySpan<double> Scalars { get; init; }

    /// <summary>The mean change of the control variates (<see cref="StrategyShape.HasControls"/>).</summary>
    public ReadOnlySpan<double> Controls { get; init; }

    /// <summary>The first of <see cref="StrategyShape.Moments"/>: before the step, and to be set to what it is after it.</summary>
    public Span<double> FirstMoment { get; init; }

    /// <summary>The second of them.</summary>
    public Span<double> SecondMoment { get; init; }

    /// <summary>To be set to the next global parameters.</summary>
    public required Span<float> Next { get; init; }

    /// <summary>To be set to what is published behind the model (<see cref="StrategyShape.HasControls"/>).</summary>
    public Span<float> Published { get; init; }
}
