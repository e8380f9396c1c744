using Federated.Domain.Models;

namespace Federated.Protocol.Registry;

/// <summary>Something that happened in a track.</summary>
/// <param name="At">When.</param>
/// <param name="Event">What, as the ledger calls it.</param>
/// <param name="Subject">The tag or the gate.</param>
/// <param name="Model">The model, or null for gates.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record TrackEventView(DateTimeOffset At, string Event, string Subject, ContentHash? Model, string By, string Reason);
