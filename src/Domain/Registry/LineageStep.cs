using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Registry;

/// <summary>The part of a model's lineage that one run made.</summary>
/// <param name="Run">The run.</param>
/// <param name="FirstRound">0: the model that the run started from.</param>
/// <param name="LastRound">The round that made <paramref name="Last"/>.</param>
/// <param name="First">The model at <paramref name="FirstRound"/>.</param>
/// <param name="Last">The model at <paramref name="LastRound"/>.</param>
public sealed record LineageStep(RunId Run, int FirstRound, int LastRound, ContentHash First, ContentHash Last);
