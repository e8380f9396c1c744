using Federated.Domain.Errors;

namespace Federated.Training.Data;

/// <summary>A declared feature: its column and its public range. The range is agreed before anyone sees data.</summary>
/// <param name="Name">The column's header, compared exactly.</param>
/// <param name="Minimum">Smallest value allowed, in the unit of the column.</param>
/// <param name="Maximum">Largest value allowed.</param>
public sealed record FeatureColumn(string Name, double Minimum = double.NegativeInfinity, double Maximum = double.PositiveInfinity)
{
    /// <summary>True for a value within the range; false for NaN.</summary>
    public bool Allows(double value) => value >= Minimum && value <= Maximum;

    /// <summary>Checks the declaration itself.</summary>
    /// <exception cref="FederatedException">No name, or an empty range (<see cref="ErrorCodes.PlanInvalid"/>).</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Name))
            throw new FederatedException(ErrorCodes.PlanInvalid, "A feature has no name. Name the column it comes from.");
        if (!(Minimum < Maximum))
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Feature '{Name}' has the range {Minimum} to {Maximum}; wanted a minimum below the maximum.");
    }
}
