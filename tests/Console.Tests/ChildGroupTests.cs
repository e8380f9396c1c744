using Federated.ConsoleApp.Demo;
using Federated.Domain.Errors;

namespace Federated.ConsoleApp.Tests;

public sealed class ChildGroupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fed-child-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_Program_GivesItsOutputAndExitCode()
    {
        await using var group = new ChildGroup(TimeProvider.System);
        var output = await group.RunAsync("/bin/sh", ["-c", "echo out; echo error >&2; exit 3"], CancellationToken.None);
        Assert.Equal(new ChildOutput(3, "out\n", "error\n"), output);
    }

    [Fact]
    public async Task Start_Arguments_ArriveAsTheyAre()
    {
        await using var group = new ChildGroup(TimeProvider.System);
        var child = await group.StartAsync("echo", Log("a log"), "/bin/echo", "a b", "$HOME", "'\"");
        await child.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(["a b $HOME '\""], child.LastLines(5));
    }

    [Fact]
    public async Task Dispose_ChildrenThatWork_AreEnded()
    {
        ChildProcess child;
        await using (var group = new ChildGroup(TimeProvider.System))
        {
            child = await group.StartAsync("sleeper", Log("sleeper"), "/bin/sleep", "600");
            Assert.False(child.HasExited);
            await group.StopAsync();
            Assert.True(child.HasExited);
            group.ThrowIfAnyDied();
        }
    }

    [Fact]
    public async Task Watch_ChildThatEndsByItself_ThrowsTheEndOfItsLog()
    {
        await using var group = new ChildGroup(TimeProvider.System);
        await group.StartAsync("sleeper", Log("sleeper"), "/bin/sleep", "600");
        await group.StartAsync("the node of hospital-1", Log("node"), "/bin/sh", "-c", "echo first; echo FED-1601 is why >&2; exit 4");
        var death = await Assert.ThrowsAsync<FederatedException>(() => group.WatchAsync(CancellationToken.None));
        Assert.Contains("the node of hospital-1 has ended by itself with exit code 4", death.Message, StringComparison.Ordinal);
        Assert.Contains("FED-1601 is why", death.Message, StringComparison.Ordinal);
        Assert.Contains(Log("node"), death.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoSuchProgram_SaysSoInTheLog()
    {
        await using var group = new ChildGroup(TimeProvider.System);
        await group.StartAsync("nothing", Log("nothing"), "/nowhere/fed-node");
        var death = await Assert.ThrowsAsync<FederatedException>(() => group.WatchAsync(CancellationToken.None));
        Assert.Contains("/nowhere/fed-node", death.Message, StringComparison.Ordinal);
    }

    private string Log(string name) => Path.Combine(_folder.FullName, name + ".log");
}
