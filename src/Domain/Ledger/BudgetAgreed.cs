using Federated.Domain.Agreements;

namespace Federated.Domain.Ledger;

/// <summary>
/// The privacy budget that a partner and the coordinator agreed on, over all runs. The newest entry of a partner and
/// unit stands; what was spent under an older one stays spent.
/// <code>
/// deltaTrillionths  integer  delta in units of 10^-12, 1 to 10^11
/// microEpsilon      integer  epsilon in millionths
/// partner           string   the partner's name
/// type              "budget-agreed"
/// unit              string   "record" or "partner"
/// </code>
/// Not unique: an agreement can change.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Unit">record or partner: the two guarantees have a budget each.</param>
/// <param name="MicroEpsilon">Epsilon in millionths.</param>
/// <param name="DeltaTrillionths">Delta in units of 10^-12.</param>
public sealed record BudgetAgreed(DateTimeOffset At, PartnerName Partner, string Unit, long MicroEpsilon, long DeltaTrillionths) : LedgerEntry(At)
{
    /// <summary>The unit of budgets over records.</summary>
    public const string Record = "record";

    /// <summary>The unit of budgets over whole partners.</summary>
    public const string WholePartner = "partner";

    /// <summary>The type of the entry.</summary>
    public const string TypeName = "budget-agreed";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <inheritdoc/>
    public override PartnerName? PartnerOrNull => Partner;

    /// <summary>Epsilon.</summary>
    public double Epsilon => MicroEpsilon / 1e6;

    /// <summary>Delta.</summary>
    public double Delta => DeltaTrillionths / 1e12;

    internal override void Write(EntryWriter writer)
    {
        writer.Partner(Partner);
        if (Unit is not (Record or WholePartner))
            throw writer.Refused("unit", Unit, "record or partner");
        writer.Text("unit", Unit, 16);
        writer.Integer("microEpsilon", MicroEpsilon, 0, EntryWriter.MaxInteger);
        writer.Integer("deltaTrillionths", DeltaTrillionths, 1, 100_000_000_000);
    }

    internal static BudgetAgreed Read(EntryReader reader, DateTimeOffset at) => new(
        at,
        reader.Partner(),
        reader.Text("unit"),
        reader.Integer("microEpsilon"),
        reader.Integer("deltaTrillionths"));
}
