using Federated.ClientNode.Storage;
using Federated.Domain.Errors;

namespace Federated.ClientNode.Node;

/// <summary>The one folder that a node lives in, and the places inside it.</summary>
public sealed class NodeDirectory
{
    /// <summary>The environment variable that names the folder when <c>--dir</c> does not.</summary>
    public const string EnvironmentVariable = "FED_NODE_DIR";

    /// <param name="root">The folder; made when something is first written to it.</param>
    public NodeDirectory(string root) => Root = Path.GetFullPath(root);

    /// <summary>The folder, absolute.</summary>
    public string Root { get; }

    /// <summary>Identity, ceilings and data source.</summary>
    public string Configuration => Path.Combine(Root, "node.json");

    /// <summary>The private key, PEM, readable by its owner only.</summary>
    public string Key => Path.Combine(Root, "key.pem");

    /// <summary>The node's certificate, PEM.</summary>
    public string Certificate => Path.Combine(Root, "certificate.pem");

    /// <summary>Updates kept until their round is closed.</summary>
    public string Outbox => Path.Combine(Root, "outbox");

    /// <summary>Signed receipts, kept for good.</summary>
    public string Receipts => Path.Combine(Root, "receipts");

    /// <summary>Receipts that did not hold, and verdicts of <c>verify</c>.</summary>
    public string Evidence => Path.Combine(Root, "evidence");

    /// <summary>Models fetched by hash.</summary>
    public string Models => Path.Combine(Root, "models");

    /// <summary>The node's own charge log.</summary>
    public string Charges => Path.Combine(Root, "charges.jsonl");

    /// <summary>The node's own book of private runs.</summary>
    public string PrivacyLog => Path.Combine(Root, "privacy.jsonl");

    /// <summary>The secret that samples follow from, readable by its owner only.</summary>
    public string SamplingSecret => Path.Combine(Root, "sampling.secret");

    /// <summary>What codecs left out of updates.</summary>
    public string Residuals => Path.Combine(Root, "residuals");

    /// <summary>The partner's own models of runs that have something personal, readable by their owner only.</summary>
    public string Personal => Path.Combine(Root, "personal");

    /// <summary>The newest ledger export.</summary>
    public string LedgerExport => Path.Combine(Root, "ledger.fedledger");

    /// <summary>The node's control variates of SCAFFOLD runs, readable by their owner only.</summary>
    public string Controls => Path.Combine(Root, "controls");

    /// <summary>Held by the process that works here.</summary>
    public string Lock => Path.Combine(Root, "node.lock");

    /// <summary>True after a successful enrolment.</summary>
    public bool IsEnrolled => File.Exists(Configuration);

    /// <summary>The folder for a command line: the option, else the environment, else where the command runs.</summary>
    public static NodeDirectory Resolve(string? option) => new(
        option ?? (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } named ? named : "."));

    /// <summary>Makes the folder and those inside it.</summary>
    public void Create()
    {
        foreach (var folder in (string[])[Root, Outbox, Receipts, Evidence, Models])
            Directory.CreateDirectory(folder);
    }

    /// <summary>Reads node.json.</summary>
    /// <exception cref="FederatedException">FED-1601 when there is none; FED-1603 when it cannot be read.</exception>
    public NodeConfiguration Load() => IsEnrolled
        ? NodeJson.Read<NodeConfiguration>(Configuration)
        : throw new FederatedException(ErrorCodes.ConfigurationInvalid,
            $"There is no node in {Root}; wanted a node.json there. Enrol with 'fed-node enrol TOKEN --dir {Root}', or name the right folder with --dir or {EnvironmentVariable}.");

    /// <summary>Writes node.json.</summary>
    public void Save(NodeConfiguration configuration) => NodeJson.Write(Configuration, configuration);

    /// <summary>Takes the folder for one working process; released when disposed, and by the system when the process dies.</summary>
    /// <exception cref="FederatedException">FED-1601 when another process has it.</exception>
    public FileStream TakeLock()
    {
        try
        {
            return new FileStream(Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid,
                $"Another fed-node works in {Root}; wanted one process for a node. Stop the other one, or enrol a second node in a folder of its own.", inner: e);
        }
    }
}
