namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// A release known only to be rho-zCDP under the relation that is reported (Bun, Steinke, 1605.02065): its RDP at order alpha is at most
/// alpha rho. There is no PLD for it.
/// </summary>
/// <param name="Rho">Finite and positive, else FED-1001.</param>
public sealed record ZeroConcentratedEvent(double Rho) : PrivacyEvent
{
    /// <summary>The zCDP parameter.</summary>
    public double Rho { get; } = Parameter.Positive("a zCDP rho", Rho);
}
