using Federated.Domain.Rounds;

namespace Federated.Grains.Ports;

/// <summary>32 bytes from a CSPRNG from which a round's noise and commitment keys are derived.</summary>
/// <param name="Round">The round.</param>
/// <param name="Secret">The bytes, unwrapped.</param>
public sealed record RoundSecret(RoundId Round, ReadOnlyMemory<byte> Secret);
