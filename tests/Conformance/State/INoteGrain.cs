namespace Federated.Conformance.State;

[Alias("conformance.notegrain")]
public interface INoteGrain : IGrainWithStringKey
{
    [Alias("View")]
    Task<NoteView> View();

    [Alias("Write")]
    Task<NoteView> Write(string text);

    /// <summary>Changes the text several times in one turn and asks for a write each time.</summary>
    [Alias("WriteManyAtOnce")]
    Task<NoteView> WriteManyAtOnce(int count);

    [Alias("Clear")]
    Task<NoteView> Clear();

    [Alias("Reread")]
    Task<NoteView> Reread();

    /// <summary>Writes and swallows the conflict; gives its type's name.</summary>
    [Alias("TryWrite")]
    Task<string?> TryWrite(string text);

    /// <summary>Reads the state off the grain's turn; gives the failure's type name.</summary>
    [Alias("ReadOffTurn")]
    Task<string?> ReadOffTurn();
}
