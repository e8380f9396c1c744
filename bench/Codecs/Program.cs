// Bytes of an update, and of a download, against the accuracy that they lead to, for every codec, on the plan samples/plans/fashion-mnist-fedavg.json:
//   dotnet run -c Release --project bench/Codecs [rounds] [folder of Fashion-MNIST] [codec ...]
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Federated.ClientNode.Training;
using Federated.Codecs;
using Federated.Domain.Agreements;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;
using Federated.Domain.Plans;
using Federated.Domain.Privacy;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;
using Federated.Domain.Updates.Codecs;
using Federated.Protocol.Work;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Trainers;

var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
var folder = args.Length > 1 ? args[1] : "/usr/share/datasets/fashion-mnist";
string[] codecs = args.Length > 2 ? args[2..] : [.. UpdateCodec.Known.Where(name => !name.StartsWith("topk", StringComparison.Ordinal)), "topk:0.1", "topk:0.01", "topk:0.01+brotli"];

var specification = ModelSpecification.Mlp(784, [128], 10, Activation.Relu);
var plan = new RunPlan
{
    Name = "codecs",
    Model = new() { Kind = "mlp", Inputs = 784, Hidden = [128], Outputs = 10 },
    Training = new() { LearningRate = 0.01, Momentum = 0.9, BatchSize = 32 },
    Privacy = new() { Mode = PrivacyPlan.None },
    Cohort = new() { Size = 5, Quorum = 5 },
    Rounds = rounds,
    MaxExamples = 65_536,
};
var layout = plan.Model.ToSpecification().Layout;
var train = Read("train");
var test = Read("t10k");
var shares = DirichletPartitioner.Split(train.Labels.Span, 5, 0.5, 1).Select(share => train.Take(share)).ToArray();

Console.WriteLine($"Fashion-MNIST, five Dirichlet(0.5) partners, {rounds} rounds of one local epoch, {layout.ParameterCount:N0} parameters");
Console.WriteLine($"{"codec",-20} {"bytes an update",16} {"of float32",11} {"accuracy",9} {"code, ms",9} {"decode, ms",11}");
var plain = 0.0;
foreach (var name in codecs)
{
    var result = Run(name, ModelCodec.Plain);
    plain = plain == 0 ? result.Bytes : plain;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-20} {result.Bytes,16:N0} {result.Bytes / plain,11:P1} {result.Accuracy,9:P2} {result.CodeMs,9:F1} {result.DecodeMs,11:F1}"));
}

Console.WriteLine();
Console.WriteLine($"{"download codec",-20} {"bytes a download",16} {"of float32",11} {"accuracy",9} {"code, ms",9} {"decode, ms",11}");
var whole = 0.0;
foreach (var name in ModelCodec.Known)
{
    var result = Run(UpdateFile.Float32Codec, name);
    whole = whole == 0 ? result.DownBytes : whole;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-20} {result.DownBytes,16:N0} {result.DownBytes / whole,11:P1} {result.Accuracy,9:P2} {result.DownCodeMs,9:F1} {result.DownDecodeMs,11:F1}"));
}

Result Run(string codec, string download)
{
    var scratch = Directory.CreateTempSubdirectory("federated-codecs-").FullName;
    try
    {
        var coded = plan with { Codec = new() { Update = [codec] } };
        var coders = shares.Select((_, i) => new UpdateCoder(PartnerName.Parse($"partner-{i}"), new ResidualStore(Path.Combine(scratch, $"{i}")))).ToArray();
        var global = specification.InitialParameters(1);
        long bytes = 0, downBytes = 0;
        TimeSpan coding = default, decoding = default, downCoding = default, downDecoding = default;
        var downloads = ModelCodec.Parse(download);
        byte[]? known = null;
        for (var round = 1; round <= rounds; round++)
        {
            var sum = new ExactAccumulator(layout.ParameterCount, FixedPointFormat.ForUnnoised(5, 1, coded.CoordinateBound));

            // Coded once by the silo; what every node trains from, and sends its difference to.
            var model = ModelFile.Write(layout, global);
            var received = model;
            var down = model.Length;
            if (downloads is not null && (known is not null || !downloads.NeedsBase))
            {
                var clock = Stopwatch.StartNew();
                var sent = downloads.Encode(model, known);
                downCoding += clock.Elapsed;
                down = sent.Length;
                clock.Restart();
                received = downloads.Decode(sent, known);
                downDecoding += clock.Elapsed;
            }

            downBytes += down;
            known = model;
            var start = ModelFile.Read(received, layout);
            for (var i = 0; i < shares.Length; i++)
            {
                var options = new LocalTrainingOptions { LearningRate = 0.01, Momentum = 0.9, Seed = SeededRandom.Derive(1, $"{i}", $"{round}"), Threads = 2 };
                var local = LocalTrainer.Train(specification, start, shares[i], options).Parameters;
                TensorPrimitives.Subtract(local, start, local);
                var assignment = new Assignment(RunId.Parse("bench-codecs"), round, coded, default, default, layout.Hash, 60, false, RoundTerms.Of(coded), null);
                var clock = Stopwatch.StartNew();
                var file = coders[i].Code(assignment, layout, local, UpdateWeight.Units(shares[i].Count, coded.MaxExamples));
                coding += clock.Elapsed;
                bytes += file.Length;
                clock.Restart();
                using var stage = new UpdateStage(new(assignment.Id, layout, (float)coded.CoordinateBound, FixedPointFormat.WeightOne) { Codecs = [codec] });
                stage.Append(file);
                var staged = stage.Complete();
                decoding += clock.Elapsed;
                sum.Fold(staged.Values.Span, staged.Metadata.WeightUnits);
            }

            var mean = sum.ToPartial().Mean();
            for (var i = 0; i < global.Length; i++)
                global[i] += (float)mean[i];
        }

        var updates = rounds * shares.Length;
        return new((double)bytes / updates, Evaluator.Evaluate(specification, global, test).Accuracy, coding.TotalMilliseconds / updates, decoding.TotalMilliseconds / updates,
            (double)downBytes / rounds, downCoding.TotalMilliseconds / rounds, downDecoding.TotalMilliseconds / rounds);
    }
    finally
    {
        Directory.Delete(scratch, recursive: true);
    }
}

Dataset Read(string set) => FeatureScaling.Affine(72.9, 90).Apply(IdxReader.Read(
    Path.Combine(folder, $"{set}-images-idx3-ubyte.gz"), Path.Combine(folder, $"{set}-labels-idx1-ubyte.gz"), 10));
