using Federated.Domain.Ledger;

namespace Federated.Grains.Ports;

/// <summary>The federation's signing keys: one for checkpoints, one for receipts.</summary>
public interface IFederationKeys
{
    /// <summary>The federation's id.</summary>
    string Federation { get; }

    /// <summary>Signs checkpoints.</summary>
    INoteSigner CheckpointSigner { get; }

    /// <summary>Signs receipts.</summary>
    INoteSigner ReceiptSigner { get; }

    /// <summary>The public halves.</summary>
    FederationKeys PublicKeys { get; }
}
