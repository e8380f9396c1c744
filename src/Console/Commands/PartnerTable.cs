using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Protocol.Runs;

namespace Federated.ConsoleApp.Commands;

/// <summary>Partners with their contribution records, as a table.</summary>
public static class PartnerTable
{
    /// <summary>Writes it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="partners">Whom.</param>
    /// <param name="withStanding">Also when each enrolled and was last seen.</param>
    public static void Write(Screen screen, IEnumerable<PartnerView> partners, bool withStanding)
    {
        string[] counts = ["#offered", "#accepted", "#rejected", "#late", "#lost", "#missed"];
        screen.Table(
            withStanding ? ["partner", "status", .. counts, "enrolled", "last seen"] : ["partner", .. counts],
            [.. partners.OrderBy(partner => partner.Partner.ToString(), StringComparer.Ordinal).Select(partner => Row(partner, withStanding))]);
    }

    private static string[] Row(PartnerView partner, bool withStanding)
    {
        var record = partner.Contribution;
        var name = partner.Partner.ToString();
        string[] counts = [.. new[] { record.Offered, record.Accepted, record.Rejected, record.Late, record.Lost, record.Missed }
            .Select(count => count.ToString(CultureInfo.InvariantCulture))];
        return withStanding
            ? [name, partner.Status, .. counts, Words.Of(partner.EnrolledAt), Words.Of(partner.LastSeen)]
            : [name, .. counts];
    }
}
