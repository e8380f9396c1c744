namespace Federated.Conformance.State;

[GenerateSerializer]
[Alias("conformance.note")]
public sealed record NoteState
{
    [Id(0)]
    public string Text { get; init; } = "empty";

    [Id(1)]
    public int Writes { get; init; }
}
