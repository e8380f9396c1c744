namespace Federated.Conformance.State;

[GenerateSerializer]
[Immutable]
[Alias("conformance.noteview")]
public sealed record NoteView(
    [property: Id(0)] string Text,
    [property: Id(1)] int Writes,
    [property: Id(2)] string? Etag,
    [property: Id(3)] bool Exists);
