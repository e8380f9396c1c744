using System.IO.Pipelines;
using Federated.Domain.Models;

namespace Federated.Silo.Intake;

/// <summary>The bytes of an upload, still on their way.</summary>
/// <param name="Bytes">Where they come from; not completed by the intake.</param>
/// <param name="Length">How many were announced, or null.</param>
/// <param name="AnnouncedHash">The SHA-256 of the whole update that was announced (RFC 9530 Content-Digest), or null.</param>
/// <param name="Offset">Where in the update these bytes begin: above 0 they go on where an earlier connection broke.</param>
public sealed record UpdateBody(PipeReader Bytes, long? Length, ContentHash? AnnouncedHash = null, long Offset = 0);
