using System.Text.Json;
using Federated.Domain.Errors;
using Federated.Protocol;

namespace Federated.ConsoleApp.Demo;

/// <summary>
/// The folder of a demo. A marker file says that a demo made it; without the marker nothing in it is ever removed. The marker
/// is locked while a demo works there.
/// </summary>
public sealed class DemoDirectory : IDisposable
{
    /// <summary>The marker.</summary>
    public const string Marker = "federated-demo.json";

    private static readonly string[] Made = ["federation", "partners", "held-out", "logs", "seeds", "shares.json", "model.safetensors", "ledger-export.txt", "plan.json"];
    private readonly FileStream _lock;

    private DemoDirectory(string root, FileStream @lock, bool continues)
    {
        Root = root;
        _lock = @lock;
        Continues = continues;
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>True when there is a federation in it to go on with.</summary>
    public bool Continues { get; }

    /// <summary>The silo's data directory.</summary>
    public string Federation => Path.Combine(Root, "federation");

    /// <summary>Data that no partner trains on.</summary>
    public string HeldOut => Path.Combine(Root, "held-out");

    /// <summary>The final model.</summary>
    public string Model => Path.Combine(Root, "model.safetensors");

    /// <summary>The whole ledger.</summary>
    public string LedgerExport => Path.Combine(Root, "ledger-export.txt");

    /// <summary>The plan as it was launched.</summary>
    public string Plan => Path.Combine(Root, "plan.json");

    /// <summary>How many examples each partner was given.</summary>
    public string Shares => Path.Combine(Root, "shares.json");

    /// <summary>A partner's own files.</summary>
    public string PartnerData(string partner) => Path.Combine(Root, "partners", partner, "data");

    /// <summary>A partner's node.</summary>
    public string Node(string partner) => Path.Combine(Root, "partners", partner, "node");

    /// <summary>A partner's join token, while it is being enrolled.</summary>
    public string JoinToken(string partner) => Path.Combine(Root, "partners", partner, "join-token");

    /// <summary>The folder of one demo among several with different seeds.</summary>
    public string OfSeed(ulong seed) => Path.Combine(Root, "seeds", FormattableString.Invariant($"{seed}"));

    /// <summary>A process's log.</summary>
    public string Log(string process) => Path.Combine(Root, "logs", process + ".log");

    /// <summary>Takes the folder for one demo.</summary>
    /// <exception cref="FederatedException">
    /// FED-1601 when it holds something that is no demo's, when another demo works in it, or when it is to be continued with other shares.
    /// </exception>
    public static DemoDirectory Open(DemoOptions options) =>
        Open(options.Home, new DemoShape(options.Dataset.Name, options.Partners, options.Alpha, options.Seed), options.Keep);

    /// <summary>Takes the folder for demos of several seeds, each in a folder of its own within it; there is nothing in it to go on with.</summary>
    /// <exception cref="FederatedException">FED-1601 when it holds something that is no demo's, or when another demo works in it.</exception>
    public static DemoDirectory OpenForSeeds(DemoOptions options) => Open(options.Home, shape: null, keep: false);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static DemoDirectory Open(string root, DemoShape? shape, bool keep)
    {
        var marker = Path.Combine(root, Marker);
        if (Directory.Exists(root) && !File.Exists(marker) && Directory.EnumerateFileSystemEntries(root).Any())
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"{root} holds files that no demo made (there is no {Marker}); wanted an empty folder or an earlier demo's. Name another one.");
        }

        Directory.CreateDirectory(root);
        var @lock = Lock(marker);
        try
        {
            var earlier = Read(@lock);
            if (keep && earlier is not null && earlier != shape)
            {
                throw new FederatedException(ErrorCodes.ConfigurationInvalid, FormattableString.Invariant(
                    $"{root} keeps a demo with {earlier}; this one was to have {shape}. Ask for the same, or keep it in another folder."));
            }

            var continues = keep && earlier is not null;
            if (!continues)
                Clean(root);
            Write(@lock, shape);
            Directory.CreateDirectory(Path.Combine(root, "logs"));
            return new DemoDirectory(root, @lock, continues);
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    private static FileStream Lock(string marker)
    {
        try
        {
            return new FileStream(marker, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"Another demo works in {Path.GetDirectoryName(marker)}; wanted the folder for this one. Wait for it, stop it, or use --keep with another folder.", inner: e);
        }
    }

    private static void Clean(string root)
    {
        foreach (var path in Made.Select(name => Path.Combine(root, name)))
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
    }

    private static DemoShape? Read(FileStream marker)
    {
        try
        {
            return marker.Length == 0 ? null : JsonSerializer.Deserialize<DemoShape>(marker, ProtocolJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(FileStream marker, DemoShape? shape)
    {
        marker.SetLength(0);
        if (shape is not null)
            JsonSerializer.Serialize(marker, shape, ProtocolJson.Options);
        marker.Flush();
    }

    /// <summary>What a kept demo cannot change.</summary>
    private sealed record DemoShape(string Data, int Partners, double Alpha, ulong Seed)
    {
        public override string ToString() => FormattableString.Invariant($"{Data}, {Partners} partners, alpha {Alpha}, seed {Seed}");
    }
}
