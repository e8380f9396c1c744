namespace Federated.Domain.Ledger;

/// <summary>The resolution of times in the ledger: whole milliseconds since 1970, UTC.</summary>
internal static class LedgerTime
{
    /// <summary>The last millisecond of the year 9999.</summary>
    public const long Max = 253_402_300_799_999;

    /// <summary>Drops what the ledger cannot hold, so that an entry equals what is read back.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
