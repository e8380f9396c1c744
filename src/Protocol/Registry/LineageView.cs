using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Protocol.Registry;

/// <summary>One run's part of a lineage.</summary>
/// <param name="Run">The run.</param>
/// <param name="FirstRound">0: the model that the run started from.</param>
/// <param name="LastRound">The last round that led to the model.</param>
/// <param name="First">The model at the first round.</param>
/// <param name="Last">The model at the last round.</param>
public sealed record LineageView(RunId Run, int FirstRound, int LastRound, ContentHash First, ContentHash Last);
