using Federated.Domain.Agreements;
using Federated.Domain.Models;

namespace Federated.Domain.Aggregation.Robust;

/// <summary>A member whose update is kept by itself.</summary>
/// <param name="Partner">Who.</param>
/// <param name="Blob">The hash of the kept bytes (<see cref="KeptUpdate"/>).</param>
public readonly record struct KeptMember(PartnerName Partner, ContentHash Blob);
