using Federated.Domain.Models;
using Federated.Domain.Rounds;

namespace Federated.Domain.Updates;

/// <summary>What an update file says about itself. Nothing else about the partner or its data travels with an update.</summary>
/// <param name="Run">The run it was trained for.</param>
/// <param name="Round">The round it was trained for, from 1.</param>
/// <param name="Layout">The hash of the parameter layout.</param>
/// <param name="Codec">How values are stored; see <see cref="UpdateFile.Float32Codec"/>.</param>
/// <param name="WeightUnits">p, the aggregation weight being p / 2^20.</param>
public sealed record UpdateMetadata(RunId Run, int Round, ContentHash Layout, string Codec, long WeightUnits);
