using Federated.Grains.Ports;
using Federated.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Federated.Grains.Tests.Round;

/// <summary>A silo that stops in the middle of a round's step.</summary>
public sealed class RoundLeavingTests : IAsyncLifetime
{
    private readonly TestSilo _silo;
    private GatedBlobs? _blobs;

    public RoundLeavingTests() => _silo = new() { Configure = Configure };

    public Task InitializeAsync() => _silo.InitializeAsync();

    public async Task DisposeAsync()
    {
        _blobs!.Open();
        await _silo.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WhileAStepWritesABlob_EndsOnlyWhenTheStepHas()
    {
        await _silo.Enrol("ann", "bob");
        var plan = TinyPlan.Of(cohort: 2);
        Assert.Null((await _silo.Launch(plan, "leaving")).Failure);
        await TestSilo.Eventually(() => _silo.Round("leaving", 1).Status(), status => status.Exists);
        var written = _blobs!.Ended;
        _blobs.Close();
        var intake = new FakeIntake(_silo, "intake-leaving");
        foreach (var partner in (string[])["ann", "bob"])
            Assert.True((await intake.Send("leaving", 1, partner, 1, plan)).Fold);
        await _blobs.Held;

        // The gate opens when the activation says that it waits (Watch); a silo that does not wait stops before a shut gate.
        await _silo.Stop();

        Assert.True(_blobs.Ended > written, "The silo has stopped and the step has not written its blob.");
        Assert.Equal(_blobs.Begun, _blobs.Ended);
    }

    private void Configure(IHostApplicationBuilder builder, SiloPaths paths)
    {
        _blobs = new(new FileBlobStore(paths, TimeProvider.System));
        builder.Services.AddSingleton<IBlobStore>(_blobs);
        builder.Logging.AddFilter<Watch>(null, LogLevel.Information).AddProvider(new Watch("StepAwaited", _blobs.Open));
    }

    /// <summary>Acts on the log event that is named.</summary>
    private sealed class Watch(string wanted, Action action) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
            // Holds nothing.
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == wanted)
                action();
        }
    }
}
