using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Federated.Grains.Abstractions.Federation;

/// <summary>The federation: which partners and runs there are. Key <see cref="GrainKeys.Federation"/>.</summary>
[Alias("federated.IFederationGrain")]
public interface IFederationGrain : IGrainWithStringKey
{
    /// <summary>Called by every silo at its start: writes the ledger's first entry once, and sets every active run going again.</summary>
    /// <param name="federation">The federation's id.</param>
    /// <param name="authority">SHA-256 of the certificate authority, hex.</param>
    [Alias("Start")]
    Task Start(string federation, string authority);

    /// <summary>Checks the plan against the federation and launches a run.</summary>
    [Alias("Launch")]
    Task<LaunchReply> Launch(LaunchRun command);

    /// <summary>All runs, newest first.</summary>
    [Alias("Runs"), AlwaysInterleave]
    Task<ImmutableArray<RunEntry>> Runs();

    /// <summary>All partners, by name.</summary>
    [Alias("Partners"), AlwaysInterleave]
    Task<ImmutableArray<PartnerEntry>> Partners();

    /// <summary>A partner was invited, enrolled or suspended, or is no longer; active runs look whom they may draw.</summary>
    [Alias("PartnerChanged"), AlwaysInterleave]
    Task PartnerChanged(PartnerEntry partner);

    /// <summary>A run has ended.</summary>
    [Alias("RunEnded"), OneWay]
    Task RunEnded(string run);
}
