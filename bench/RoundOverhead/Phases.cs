using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using Federated.Domain.Ledger;
using Federated.Domain.Rounds;
using Federated.Protocol;
using Federated.Protocol.Ledger;
using Federated.Workbench;

namespace Federated.RoundOverhead;

/// <summary>Where a round's time goes, from the nodes' clocks and the ledger's times (whole milliseconds), in milliseconds.</summary>
internal sealed record Phases(double Delivery, double Uploads, double Closing, double Opening)
{
    public static async Task<Phases[]> Of(BenchSilo silo, RunId run, (long First, long Last)[] starts)
    {
        var now = DateTimeOffset.UtcNow;
        var origin = now - Stopwatch.GetElapsedTime(0);
        var page = new List<LedgerEntry>();
        while (true)
        {
            var view = (await silo.Console.GetFromJsonAsync<LedgerPageView>($"{Routes.LedgerEntries}?from={page.Count}&max=10000", ProtocolJson.Options))!;
            page.AddRange(view.Entries.Select(e => LedgerCodec.Decode(Encoding.UTF8.GetBytes(e.Entry))));
            if (view.Entries.IsEmpty)
                break;
        }

        var seals = page.OfType<RoundSealed>().Where(e => e.Run == run).ToDictionary(e => e.Round, e => e.At);
        var commits = page.OfType<RoundCommitted>().Where(e => e.Run == run).ToDictionary(e => e.Round, e => e.At);
        return [.. Enumerable.Range(1, starts.Length - 1).Select(round => new Phases(
            Milliseconds(At(starts[round - 1].Last) - At(starts[round - 1].First)),
            Milliseconds(seals[round] - At(starts[round - 1].Last)),
            Milliseconds(commits[round] - seals[round]),
            Milliseconds(At(starts[round].First) - commits[round])))];

        DateTimeOffset At(long ticks) => origin + TimeSpan.FromSeconds((double)ticks / Stopwatch.Frequency);
    }

    public static void Print(List<Phases> phases) => Figures.Print(
        $"  of it: first to last node begins {Figures.Median(phases.Select(p => p.Delivery)):F1}, to the seal {Figures.Median(phases.Select(p => p.Uploads)):F1}, to the commit {Figures.Median(phases.Select(p => p.Closing)):F1}, until the next begins {Figures.Median(phases.Select(p => p.Opening)):F1}");

    private static double Milliseconds(TimeSpan time) => time.TotalMilliseconds;
}
