namespace Federated.Grains.Abstractions.Round;

/// <summary>What an intake has to know to check an upload while it streams.</summary>
/// <param name="Exists">False when there is no such round.</param>
/// <param name="InCohort">False when the partner is not in its cohort.</param>
/// <param name="Open">False once the round is closed.</param>
/// <param name="Plan">The canonical plan, JSON: layout, bound and weight limit follow from it.</param>
/// <param name="Terms">Clip norm and noise multiplier of the round; null when there is no such round.</param>
[GenerateSerializer, Immutable, Alias("federated.IntakeTicket")]
public sealed record IntakeTicket(
    [property: Id(0)] bool Exists, [property: Id(1)] bool InCohort, [property: Id(2)] bool Open, [property: Id(3)] string Plan,
    [property: Id(4)] RoundTermsMessage? Terms);
