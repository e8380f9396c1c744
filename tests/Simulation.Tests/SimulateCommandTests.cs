using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.ConsoleApp.Simulate;
using Federated.Domain.Plans;
using Federated.Protocol;
using Federated.Protocol.Runs;

namespace Federated.Simulation.Tests;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly FedSimulate _fed = new();

    public void Dispose() => _fed.Dispose();

    [Fact]
    public async Task Simulate_Wdbc_LearnsAndKeepsALedgerThatVerifies()
    {
        var exit = await _fed.Run(CancellationToken.None, FedSimulate.Plan("wdbc-fedavg.json"), "--partners", "8", "--data", "wdbc", "--cohort", "8",
            "--rounds", "12", "--samples", FedSimulate.Samples, "--json", _fed.PathOf("figures.json"), "--keep", _fed.PathOf("kept"));

        Assert.True(exit == 0, _fed.Error + _fed.Out);
        Assert.Contains("round 12/12", _fed.Out, StringComparison.Ordinal);
        var figures = JsonSerializer.Deserialize<SimulationReport>(File.ReadAllText(_fed.PathOf("figures.json")), ProtocolJson.Options)!;
        Assert.Equal((RunOutcome.Completed, 96, 13), (figures.Outcome, figures.PartnerRounds, figures.Rounds.Length));
        Assert.InRange(figures.Accuracy!.Value, 0.85, 1);
        Assert.Equal(figures.Model, figures.Rounds[^1].Model);
        Assert.Null(ExportFile.Verify(_fed.PathOf(Path.Combine("kept", "ledger-export.txt")), trusted: null).FirstProblem);
        Assert.True(File.Exists(_fed.PathOf(Path.Combine("kept", "federated.db"))));
    }

    [Fact]
    public async Task Simulate_TheSameTwiceWithOtherWorkers_GivesTheSameModel()
    {
        Assert.Equal(await Model("one.json", "1"), await Model("two.json", "4"));

        async Task<string> Model(string file, string workers)
        {
            var exit = await _fed.Run(CancellationToken.None, FedSimulate.Plan("wdbc-fedavg.json"), "--partners", "6", "--data", "wdbc", "--rounds", "3",
                "--partition", "shards:2", "--seed", "5", "--workers", workers, "--samples", FedSimulate.Samples, "--json", _fed.PathOf(file));
            Assert.True(exit == 0, _fed.Error + _fed.Out);
            return JsonSerializer.Deserialize<SimulationReport>(File.ReadAllText(_fed.PathOf(file)), ProtocolJson.Options)!.Model.ToString();
        }
    }

    [Fact]
    public async Task Simulate_PrivateTemplate_IsFilledWithTheShares()
    {
        var exit = await _fed.Run(CancellationToken.None, FedSimulate.Plan("wdbc.json"), "--partners", "7", "--data", "wdbc", "--rounds", "3",
            "--samples", FedSimulate.Samples, "--json", _fed.PathOf("figures.json"));
        Assert.True(exit == 0, _fed.Error + _fed.Out);
        var figures = JsonSerializer.Deserialize<SimulationReport>(File.ReadAllText(_fed.PathOf("figures.json")), ProtocolJson.Options)!;
        Assert.Equal((PrivacyPlan.RecordCentral, 7, 21), (figures.Mode, figures.Cohort, figures.PartnerRounds));
        Assert.True(figures.Epsilon > 0);
        Assert.Contains("per record", _fed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_Interrupted_EndsTheRunInALedgerThatVerifies()
    {
        using var stop = new CancellationTokenSource();
        var running = _fed.Run(stop.Token, FedSimulate.Plan("wdbc-fedavg.json"), "--partners", "6", "--data", "wdbc", "--rounds", "100000",
            "--samples", FedSimulate.Samples, "--keep", _fed.PathOf("kept"));
        await Task.WhenAny(_fed.Line("round      1/100000"), running).WaitAsync(TimeSpan.FromMinutes(3));
        await stop.CancelAsync();

        Assert.Equal(FedApplication.Interrupted, await running.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains("is stopped in the ledger", _fed.Error, StringComparison.Ordinal);
        Assert.Null(ExportFile.Verify(_fed.PathOf(Path.Combine("kept", "ledger-export.txt")), trusted: null).FirstProblem);
    }

    [Theory]
    [InlineData("FED-1002", "nowhere.json", "--partners", "8", "--data", "wdbc")]
    [InlineData("FED-1605", "wdbc-fedavg.json", "--partners", "8", "--data", "mnist")]
    [InlineData("FED-1605", "wdbc-fedavg.json", "--partners", "8", "--data", "wdbc", "--partition", "dirichlet:-1")]
    [InlineData("FED-1003", "wdbc-fedavg.json", "--partners", "4", "--data", "wdbc")]
    [InlineData("FED-1502", "wdbc-fedavg.json", "--partners", "2000", "--data", "wdbc")]
    [InlineData("FED-1501", "fashion-mnist-fedavg.json", "--partners", "8", "--data", "fashion-mnist", "--fashion-mnist", "nowhere")]
    public async Task Simulate_BadInput_IsRefusedBeforeAnythingStarts(string code, string plan, params string[] options)
    {
        Assert.Equal(FedApplication.Failure, await _fed.Run(CancellationToken.None, [FedSimulate.Plan(plan), .. options, "--keep", _fed.PathOf("kept")]));
        Assert.StartsWith(code, _fed.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_fed.PathOf("kept")));
    }

    [Fact]
    public async Task Simulate_KeepAFolderWithFiles_IsRefused()
    {
        Directory.CreateDirectory(_fed.PathOf("kept"));
        File.WriteAllText(_fed.PathOf(Path.Combine("kept", "mine.txt")), "mine");
        Assert.Equal(FedApplication.Failure, await _fed.Run(CancellationToken.None, FedSimulate.Plan("wdbc-fedavg.json"), "--partners", "8", "--data", "wdbc",
            "--samples", FedSimulate.Samples, "--keep", _fed.PathOf("kept")));
        Assert.StartsWith("FED-1601", _fed.Error, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(_fed.PathOf("kept")).Select(path => Path.GetFileName(path)));
    }

    [Theory]
    [InlineData("--partners", "0")]
    [InlineData("--partners", "8", "--workers", "0")]
    [InlineData("--data", "wdbc")]
    public async Task Simulate_CommandLineThatMakesNoSense_IsAUsageError(params string[] options) =>
        Assert.Equal(FedApplication.UsageError, await _fed.Run(CancellationToken.None, ["plan.json", .. options]));
}
