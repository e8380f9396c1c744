// How fast updates are taken in, against a bare handler, and how fast they are summed, against a copy.
//   dotnet run -c Release --project bench/Ingest [fold | megabytes...]
using System.Globalization;
using Federated.Ingest;

switch (args)
{
    case ["bare-server", var certificate, var key]:
        await BareIntake.Serve(certificate, key);
        break;
    case ["fold"]:
        FoldSpeed.Run();
        break;
    default:
        FoldSpeed.Run();
        await IntakeSpeed.Run(args.Length > 0 ? [.. args.Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [1, 10, 100, 400]);
        break;
}
