using System.Collections.Immutable;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Accounting;

namespace Federated.ConsoleApp.Offline;

/// <summary>A budget that noise is looked for, and what the noise does to the sum.</summary>
public sealed record NoiseOffer
{
    /// <summary>Whose presence is hidden.</summary>
    public required PrivacyUnit Unit { get; init; }

    /// <summary>The budget.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Its delta.</summary>
    public required double Delta { get; init; }

    /// <summary>Rounds of the run.</summary>
    public required int Rounds { get; init; }

    /// <summary>The probability with which a record is in a round; 1 for unit partner.</summary>
    public required double SamplingRate { get; init; }

    /// <summary>Number of partners.</summary>
    public required int Partners { get; init; }

    /// <summary>Examples of all partners; 0 when they were not named.</summary>
    public long Examples { get; init; }

    /// <summary>Parameters of the model, or null.</summary>
    public int? Parameters { get; init; }

    /// <summary>What rounds with a noise multiplier release.</summary>
    public ImmutableArray<ComposedEvent> Events(double noiseMultiplier, int rounds) => Unit == PrivacyUnit.Partner
        ? [new(new GaussianEvent(noiseMultiplier), rounds)]
        : [new(new PoissonSampledGaussianEvent(noiseMultiplier, SamplingRate), rounds)];

    /// <summary>The least noise multiplier within the budget.</summary>
    public double NoiseMultiplier(int rounds) => Calibration.NoiseMultiplier(z => Events(z, rounds), Epsilon, Delta);

    /// <summary>The guarantee at a noise multiplier, as a launch reports it.</summary>
    public PrivacyReport Report(double noiseMultiplier, int rounds)
    {
        var events = Events(noiseMultiplier, rounds);
        return PrivacyAccountant.Report(events, Delta, orders: PrivacySchedule.Orders(events));
    }

    /// <summary>rho, for unit partner (<see cref="PartnerSignal"/>).</summary>
    public double Signal(double noiseMultiplier) => PartnerSignal.Of(Partners, noiseMultiplier, Parameters!.Value);

    /// <summary>The number of partners with which rho reaches a value.</summary>
    public long PartnersFor(double signal, double noiseMultiplier) => PartnerSignal.PartnersFor(signal, noiseMultiplier, Parameters!.Value);
}
