// Draws for half a second at a time and prints the best of five. One core:
//   dotnet run -c Release --project bench/Noise
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Federated.Domain.Privacy.Noise;
using Federated.Noise;

var key = RandomNumberGenerator.GetBytes(AesCtrStream.KeyLength);
using var stream = new AesCtrStream(key);
var numbers = new long[1 << 20];

Console.WriteLine($"vectors of {Vector<byte>.Count * 8} bits, batches of {DiscreteGaussian.BatchSize}, AES-256-CTR; millions of numbers a second on one core");
Console.WriteLine("sigma     set-up ms  this sampler  straightforward  ratio");
foreach (var bits in (int[])[20, 30, 40])
{
    var setup = Stopwatch.StartNew();
    var gaussian = new DiscreteGaussian(1L << bits);
    var setupTime = setup.Elapsed.TotalMilliseconds;
    var plain = new StraightforwardSampler(1L << bits, stream);
    var rate = Best(() => gaussian.Fill(numbers, stream), numbers.Length);
    var plainRate = Best(() => plain.Draw(), 1);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"2^{bits,-6} {setupTime,10:F1} {rate / 1e6,13:F1} {plainRate / 1e6,16:F4} {rate / plainRate,6:F0}"));
}
var bytes = new byte[8 * 4096];
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the stream alone, 8 bytes a number: {Best(() => stream.Fill(bytes), 4096) / 1e6:F1}"));

static double Best(Action draw, int count)
{
    var best = 0.0;
    for (var round = 0; round < 5; round++)
    {
        var clock = Stopwatch.StartNew();
        long drawn = 0;
        while (clock.Elapsed.TotalSeconds < 0.5)
        {
            draw();
            drawn += count;
        }
        best = Math.Max(best, drawn / clock.Elapsed.TotalSeconds);
    }
    return best;
}
