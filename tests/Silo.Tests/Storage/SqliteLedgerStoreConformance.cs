using Federated.Grains.Ports;

namespace Federated.Silo.Tests.Storage;

public sealed class SqliteLedgerStoreConformance : LedgerStoreConformance, IDisposable
{
    private readonly TemporarySilo _silo = new();

    public void Dispose() => _silo.Dispose();

    protected override ILedgerStore Open() => _silo.OpenLedger();

    protected override void Restart() => _silo.Restart();
}
