
namespace Federated.Conformance.Hosting;

/// <summary>One silo for the tests of a class that need nothing special.</summary>
public sealed class SharedSilo : IAsyncLifetime
{
    private TestSilo? _silo;

    internal TestSilo Silo => _silo ?? throw new InvalidOperationException("The silo has not started.");

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo =>
    {
        silo.UseInMemoryReminderService();
        silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
    });

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}
