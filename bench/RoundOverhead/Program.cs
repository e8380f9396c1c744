// What a round costs without training: ten node processes and a silo process, against as many bare HTTPS requests.
//   dotnet run -c Release --project bench/RoundOverhead [blocks]
using System.Globalization;
using Federated.RoundOverhead;

return args switch
{
    ["node", var directory] => await BenchNode.Run(directory),
    ["bare-server", var certificate, var key] => await Bare.Serve(certificate, key),
    ["bare-client", var url, var certificate, var key] => await Bare.Call(url, certificate, key),
    [] => await Comparison.Run(8),
    [var blocks] => await Comparison.Run(int.Parse(blocks, CultureInfo.InvariantCulture)),
    _ => throw new ArgumentException($"Got '{string.Join(' ', args)}', wanted a number of blocks or nothing."),
};
