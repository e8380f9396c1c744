using Orleans.Storage;

namespace Federated.Conformance.State;

public sealed class NoteGrain([PersistentState("conformance-note", "notes")] IPersistentState<NoteState> note) : Grain, INoteGrain
{
    public Task<NoteView> View() => Task.FromResult(new NoteView(note.State.Text, note.State.Writes, note.Etag, note.RecordExists));

    public async Task<NoteView> Write(string text)
    {
        Set(text);
        await note.WriteStateAsync();
        return await View();
    }

    public async Task<NoteView> WriteManyAtOnce(int count)
    {
        List<Task> writes = [];
        for (var number = 1; number <= count; number++)
        {
            Set($"text {number}");
            writes.Add(note.WriteStateAsync());
        }

        await Task.WhenAll(writes);
        return await View();
    }

    public async Task<NoteView> Clear()
    {
        await note.ClearStateAsync();
        return await View();
    }

    public async Task<NoteView> Reread()
    {
        await note.ReadStateAsync();
        return await View();
    }

    public async Task<string?> TryWrite(string text)
    {
        try
        {
            await Write(text);
            return null;
        }
        catch (InconsistentStateException conflict)
        {
            return conflict.GetType().Name;
        }
    }

    public async Task<string?> ReadOffTurn()
    {
        try
        {
            await Task.Run(() => note.State);
            return null;
        }
        catch (InvalidOperationException refusal)
        {
            return refusal.GetType().Name;
        }
    }

    private void Set(string text) => note.State = note.State with { Text = text, Writes = note.State.Writes + 1 };
}
