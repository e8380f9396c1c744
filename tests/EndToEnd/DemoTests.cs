using Federated.EndToEnd.Processes;

namespace Federated.EndToEnd;

/// <summary>The demo on the data that is shipped with the repository, as a user starts it.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_Wdbc_TrainsAndVerifiesAndASecondOneStartsFresh()
    {
        var home = Directory.CreateTempSubdirectory("federated-demo-");
        try
        {
            for (var time = 1; time <= 2; time++)
            {
                var (code, output) = await Program.Run(Programs.Console, "demo", "--data", "wdbc", "--home", home.FullName);

                Assert.True(code == 0, output);
                Assert.Contains("hospital-5", output, StringComparison.Ordinal);
                Assert.Contains("verified", output, StringComparison.OrdinalIgnoreCase);
                Assert.Empty(Leftovers(home.FullName));
            }
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Demo_WdbcOverTwoSeeds_EndsWithATableAndKeepsBothLedgers()
    {
        var home = Directory.CreateTempSubdirectory("federated-demo-");
        try
        {
            var (code, output) = await Program.Run(Programs.Console, "demo", "--data", "wdbc", "--rounds", "4", "--seeds", "3,8", "--home", home.FullName);

            Assert.True(code == 0, output);
            Assert.Matches(@"(?m)^\s*3 .* yes$", output);
            Assert.Matches(@"(?m)^\s*8 .* yes$", output);
            Assert.Contains("Accuracy over 2 seeds: ", output, StringComparison.Ordinal);
            string[] exports = [.. ((string[])["3", "8"]).Select(seed => Path.Combine(home.FullName, "seeds", seed, "ledger-export.txt"))];
            Assert.NotEqual(File.ReadAllText(exports[0]), File.ReadAllText(exports[1]));
            Assert.Empty(Leftovers(home.FullName));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Demo_InterruptedWhileItTrains_LeavesNoProcessBehind(bool terminate)
    {
        var home = Directory.CreateTempSubdirectory("federated-demo-");
        try
        {
            await using var demo = Program.Start(Programs.Console, ["demo", "--data", "wdbc", "--rounds", "5000", "--home", home.FullName]);
            await Eventually.True(() => Task.FromResult(demo.HasExited || (Leftovers(home.FullName).Count >= 6
                && demo.Output.Contains("round", StringComparison.OrdinalIgnoreCase))), () => $"the demo trains. It printed:\n{demo.Output}");
            Assert.False(demo.HasExited, demo.Output);

            if (terminate)
                demo.Terminate();
            else
                demo.Interrupt();

            Assert.NotEqual(0, await demo.Exit(TimeSpan.FromSeconds(60)));
            await Eventually.True(() => Task.FromResult(Leftovers(home.FullName).Count == 0), () => string.Join('\n', Leftovers(home.FullName)));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    /// <summary>Processes whose command line names the demo's directory, apart from the demo itself.</summary>
    private static List<string> Leftovers(string home)
    {
        var found = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                if (line.Contains(home, StringComparison.Ordinal) && !line.Contains(" demo ", StringComparison.Ordinal))
                    found.Add(line);
            }
            catch (IOException)
            {
                // The process ended while we looked.
            }
            catch (UnauthorizedAccessException)
            {
                // Not one of ours.
            }
        }

        return found;
    }
}
