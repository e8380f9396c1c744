using System.Security.Cryptography;
using Federated.Grains.Abstractions.Round;

namespace Federated.Silo.Intake;

/// <summary>
/// This process start, as rounds know it: a fresh id, and the reference by which a round reaches the intake. The
/// reference is made once, when the silo is up; Orleans holds its target weakly, so this object keeps it alive.
/// </summary>
public sealed class IntakeIdentity(IGrainFactory grains, IIntakeObserver observer)
{
    private readonly Lazy<IIntakeObserver> _reference = new(() => grains.CreateObjectReference<IIntakeObserver>(observer));

    /// <summary><c>intake-</c> and 128 random bits.</summary>
    public string Id { get; } = "intake-" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The reference that goes with every claim.</summary>
    public IIntakeObserver Reference => _reference.Value;
}
