using System.Collections.Immutable;
using System.Globalization;
using Federated.Domain.Agreements;
using Federated.Domain.Errors;
using Federated.Training.Data;

namespace Federated.Simulation;

/// <summary>
/// One data set in memory, and for every partner which of its examples are its own. A partner's examples are copied out
/// only while it trains.
/// </summary>
public sealed class SharedData
{
    private readonly Dataset _inputs;
    private readonly int[][] _shares;

    /// <param name="inputs">Model inputs and labels: scaled as the plan says.</param>
    /// <param name="shares">For each partner its examples; none empty.</param>
    /// <exception cref="FederatedException">FED-1502 when a share is empty or there are none.</exception>
    public SharedData(Dataset inputs, int[][] shares)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Length == 0 || Array.Exists(shares, share => share.Length == 0))
            throw new FederatedException(ErrorCodes.DataMismatch, $"Got {shares.Length} shares, wanted at least one, and none without examples.");
        _inputs = inputs;
        _shares = shares;
        Partners = Names(shares.Length);
    }

    /// <summary>The partners, in the order of the shares.</summary>
    public ImmutableArray<PartnerName> Partners { get; }

    /// <summary>The number of examples of a partner.</summary>
    public int Examples(int partner) => _shares[partner].Length;

    /// <summary>The names of virtual partners: <c>virtual-0001</c> and so on, all of one length.</summary>
    public static ImmutableArray<PartnerName> Names(int count)
    {
        var digits = Math.Max(4, count.ToString(CultureInfo.InvariantCulture).Length);
        return [.. Enumerable.Range(1, count).Select(number => PartnerName.Parse("virtual-" + number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')))];
    }

    /// <summary>A copy of a partner's examples.</summary>
    internal Dataset Take(int partner) => _inputs.Take(_shares[partner]);
}
