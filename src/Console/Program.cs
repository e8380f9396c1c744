using System.Runtime.InteropServices;
using Federated.ConsoleApp.CommandLine;

// A script's background job inherits an ignored SIGINT, and the runtime would go on ignoring it: 'fed demo' would outlive its Ctrl-C.
if (!OperatingSystem.IsWindows())
    _ = Signals.RestoreDefault(Signals.Interrupt);

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
return await new FedApplication(FedServices.ForProcess()).RunAsync(args, stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
