using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Training.Data;
using Federated.Training.Metrics;
using Federated.Training.Models;
using Federated.Training.Trainers;

namespace Federated.Training.Tests.Trainers;

/// <summary>Every kind learns something that can be learnt, repeatably, by the trainer that nodes use.</summary>
public sealed class KindTrainingTests
{
    public static TheoryData<ModelPlan, string> Kinds => new()
    {
        { new() { Kind = "logistic", Inputs = 16, Outputs = 2 }, "images" },
        { new() { Kind = "mlp", Inputs = 16, Hidden = [8], Outputs = 2, Dropout = 0.2 }, "images" },
        { new() { Kind = "cnn", Shape = [1, 4, 4], Channels = [4], Outputs = 2, Dropout = 0.1 }, "images" },
        { new() { Kind = "cnn", Shape = [1, 4, 4], Channels = [4], Outputs = 2, Normalization = "batch" }, "images" },
        { new() { Kind = "cnn", Shape = [1, 4, 4], Channels = [4], Outputs = 2, Normalization = "group", Hidden = [6] }, "images" },
        { new() { Kind = "rnn", Inputs = 6, Vocabulary = 8, Width = 6, Hidden = [8], Outputs = 2 }, "texts" },
        { new() { Kind = "lstm", Inputs = 6, Vocabulary = 8, Width = 6, Hidden = [8], Outputs = 2, Dropout = 0.1 }, "texts" },
        { new() { Kind = "gru", Inputs = 6, Vocabulary = 8, Width = 6, Hidden = [8], Outputs = 2, Depth = 2 }, "texts" },
        { new() { Kind = "transformer", Inputs = 6, Vocabulary = 8, Width = 8, Heads = 2, Outputs = 2, Dropout = 0.1, Activation = Activation.Gelu }, "texts" },
        { new() { Kind = "gpt", Inputs = 6, Vocabulary = 8, Width = 8, Heads = 2, Activation = Activation.Gelu }, "texts" },
        { new() { Kind = "autoencoder", Inputs = 16, Hidden = [8], Latent = 2, Activation = Activation.Tanh }, "images" },
        { new() { Kind = "autoencoder", Shape = [1, 4, 4], Channels = [4], Latent = 2 }, "images" },
        { new() { Kind = "recommender", Users = 12, Items = 12, Factors = 4 }, "pairs" },
        { new() { Kind = "layers", Inputs = 16, Outputs = 2, Layers = [new Domain.Models.Layers.LinearLayer { Outputs = 2 }] }, "images" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_Trained_LosesALotOfItsLoss_Repeatably(ModelPlan plan, string kind)
    {
        var model = plan.ToSpecification();
        var data = DataOf(kind);
        var options = new LocalTrainingOptions { Optimizer = "adam", LearningRate = 0.01, BatchSize = 16, LocalEpochs = 12, Seed = 4 };
        var initial = model.InitialParameters(2);

        var trained = LocalTrainer.Train(model, initial, data, options);

        var (before, after) = (Evaluator.Evaluate(model, initial, data), Evaluator.Evaluate(model, trained.Parameters, data));
        Assert.True(after.MeanLoss < 0.8 * before.MeanLoss, $"loss {before.MeanLoss} became {after.MeanLoss}");
        Assert.Equal(trained.Parameters, LocalTrainer.Train(model, initial, data, options).Parameters);
    }

    [Theory]
    [InlineData(Objective.MeanSquaredError)]
    [InlineData(Objective.MeanAbsoluteError)]
    [InlineData(Objective.Huber)]
    public void Regression_FindsALine(Objective loss)
    {
        var model = new ModelPlan { Kind = "logistic", Inputs = 2, Outputs = 1 }.ToSpecification(loss);
        float[] features = [.. Enumerable.Range(0, 128).Select(i => MathF.Sin(i * 1.3f))];
        var data = new Dataset(features, 2, new long[64], [.. Enumerable.Range(0, 64).Select(i => (2 * features[2 * i]) - features[(2 * i) + 1] + 0.5f)]);

        var trained = LocalTrainer.Train(model, new float[3], data, new LocalTrainingOptions { Optimizer = "adam", LearningRate = 0.02, BatchSize = 16, LocalEpochs = 150 });

        Assert.Equal([2, -1, 0.5], trained.Parameters.Select(value => Math.Round(value, 1)));
        Assert.True(double.IsNaN(Evaluator.Evaluate(model, trained.Parameters, data).Accuracy));
    }

    [Fact]
    public void Binary_LearnsWithOneLogit()
    {
        var model = new ModelPlan { Kind = "logistic", Inputs = 16, Outputs = 1 }.ToSpecification(Objective.BinaryCrossEntropy);
        var trained = LocalTrainer.Train(model, new float[17], DataOf("images"), new LocalTrainingOptions { LearningRate = 0.3, BatchSize = 16, LocalEpochs = 30 });
        Assert.True(Evaluator.Evaluate(model, trained.Parameters, DataOf("images")).Accuracy > 0.9);
    }

    [Fact]
    public void Gan_LearnsWhereTheExamplesAre()
    {
        var plan = new ModelPlan { Kind = "gan", Inputs = 2, Latent = 2, Hidden = [16] };
        var model = plan.ToSpecification();
        var random = new SeededRandom(5);
        var data = new Dataset([.. Enumerable.Range(0, 512).SelectMany(_ => new[] { (float)(0.6 + (0.1 * random.NextDouble())), (float)(-0.5 + (0.1 * random.NextDouble())) })], 2, new long[512]);
        var options = new LocalTrainingOptions { Optimizer = "adam", LearningRate = 0.002, BatchSize = 64, LocalEpochs = 150, Seed = 1 };

        var trained = LocalTrainer.Train(model, model.InitialParameters(1), data, options);

        double Away(float[] parameters)
        {
            var made = ModelSampler.Sample(model, parameters, 256, seed: 9);
            return Math.Sqrt(Math.Pow(Enumerable.Range(0, 256).Average(i => made[2 * i]) - 0.65, 2) + Math.Pow(Enumerable.Range(0, 256).Average(i => made[(2 * i) + 1]) + 0.45, 2));
        }

        var (before, after) = (Away(model.InitialParameters(1)), Away(trained.Parameters));
        Assert.True(after < 0.4 * before, $"the mean of what is made was {before} away, and is {after} away");
        var made = ModelSampler.Sample(model, trained.Parameters, 256, seed: 9);
        Assert.Equal(made, ModelSampler.Sample(model, trained.Parameters, 256, seed: 9));
        Assert.Equal(trained.Parameters, LocalTrainer.Train(model, model.InitialParameters(1), data, options).Parameters);
        TestFiles.Fails(ErrorCodes.PlanInvalid, () => LocalTrainer.Train(model, model.InitialParameters(1), data, options with { ProximalMu = 0.1 }), "two losses");
    }

    [Fact]
    public void Negatives_AreDrawnAmongWhatTheUserDidNotTake()
    {
        var model = new ModelPlan { Kind = "recommender", Users = 2, Items = 4, Factors = 2 }.ToSpecification();
        // User 0 took items 0 and 1; user 1 took every item, so that nothing is left to draw.
        var data = new Dataset([0, 0, 0, 1, 1, 0, 1, 1, 1, 2, 1, 3], 2, [1, 1, 1, 1, 1, 1]);

        var drawn = new NegativePairs(model, data, 3).Draw(new(1));

        Assert.Equal(12, drawn.Count);
        Assert.Equal(6, drawn.Labels.ToArray().Count(label => label == 1));
        Assert.All(Enumerable.Range(6, 6), i => Assert.True(drawn.Row(i)[0] == 0 && drawn.Row(i)[1] is 2 or 3 && drawn.Labels.Span[i] == 0));
        var result = LocalTrainer.Train(model, model.InitialParameters(1), data, new LocalTrainingOptions { Negatives = 3, LocalEpochs = 2, BatchSize = 4 });
        Assert.Equal(6, result.Steps);
    }

    [Fact]
    public void Accumulation_OfSmallBatches_IsTheStepOfALargeOne()
    {
        var model = new ModelPlan { Kind = "mlp", Inputs = 16, Hidden = [4], Outputs = 2, Activation = Activation.Tanh }.ToSpecification();
        var (data, initial) = (DataOf("images"), model.InitialParameters(1));
        var whole = LocalTrainer.Train(model, initial, data, new LocalTrainingOptions { BatchSize = 24, Seed = 3 });
        var parts = LocalTrainer.Train(model, initial, data, new LocalTrainingOptions { BatchSize = 8, AccumulationSteps = 3, Seed = 3 });
        Assert.Equal(whole.Steps, parts.Steps);
        Assert.Equal(whole.MeanLoss, parts.MeanLoss, 1e-6);
        Assert.All(whole.Parameters.Zip(parts.Parameters), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData("sgd", 0.9, true)]
    [InlineData("adamw", 0, false)]
    [InlineData("rmsprop", 0.5, false)]
    [InlineData("adagrad", 0, false)]
    public void Optimizer_LowersTheLoss(string optimizer, double momentum, bool nesterov)
    {
        var model = new ModelPlan { Kind = "logistic", Inputs = 16, Outputs = 2 }.ToSpecification();
        var data = DataOf("images");
        var options = new LocalTrainingOptions { Optimizer = optimizer, Momentum = momentum, Nesterov = nesterov, LearningRate = 0.02, WeightDecay = 1e-3, LocalEpochs = 10 };
        var trained = LocalTrainer.Train(model, new float[34], data, options);
        Assert.True(Evaluator.Evaluate(model, trained.Parameters, data).MeanLoss < 0.9 * Math.Log(2));
    }

    [Fact]
    public void Schedule_ByRoundAndByStep_ScalesTheSteps()
    {
        var model = new ModelPlan { Kind = "logistic", Inputs = 16, Outputs = 2 }.ToSpecification();
        var (data, initial) = (DataOf("images"), new float[34]);
        var options = new LocalTrainingOptions { LearningRate = 0.1, BatchSize = 96, Seed = 1 };
        var half = new LearningRatePlan { Kind = "step", Every = 1, Factor = 0.5 };
        var second = LocalTrainer.Train(model, initial, data, options with { Schedule = half, Round = (2, 2) }).Parameters;
        Assert.Equal(LocalTrainer.Train(model, initial, data, options with { LearningRate = 0.05 }).Parameters, second);
        // Two steps in a round, the second with half of the rate: as two trainings of one step each.
        var both = LocalTrainer.Train(model, initial, data, options with { LocalEpochs = 2, Schedule = half with { Unit = "step" } }).Parameters;
        var first = LocalTrainer.Train(model, initial, data, options).Parameters;
        Assert.All(LocalTrainer.Train(model, first, data, options with { LearningRate = 0.05 }).Parameters.Zip(both), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void ClipGradientNorm_BoundsTheStep()
    {
        var model = new ModelPlan { Kind = "logistic", Inputs = 16, Outputs = 2 }.ToSpecification();
        var step = LocalTrainer.Train(model, new float[34], DataOf("images"), new LocalTrainingOptions { LearningRate = 1, BatchSize = 96, ClipGradientNorm = 0.01 }).Parameters;
        Assert.Equal(0.01, Math.Sqrt(step.Sum(value => (double)value * value)), 1e-5);
    }

    [Fact]
    public void EarlyStopping_KeepsTheBestEpoch_AndStops()
    {
        var model = new ModelPlan { Kind = "mlp", Inputs = 16, Hidden = [16], Outputs = 2 }.ToSpecification();
        var data = DataOf("images");
        // Labels that are the other way round: every epoch makes them worse, so that the first is the best.
        var contrary = new Dataset(data.Features.ToArray(), 16, [.. data.Labels.ToArray().Select(label => 1 - label)]);
        var options = new LocalTrainingOptions { LearningRate = 0.2, BatchSize = 16, LocalEpochs = 20, EarlyStopping = new() { Patience = 2 }, Validation = contrary };
        var initial = model.InitialParameters(1);

        var stopped = LocalTrainer.Train(model, initial, data, options);

        Assert.Equal(3 * 6, stopped.Steps);
        Assert.Equal(LocalTrainer.Train(model, initial, data, options with { LocalEpochs = 1, EarlyStopping = null }).Parameters, stopped.Parameters);
        Assert.Equal(Evaluator.Evaluate(model, stopped.Parameters, contrary).MeanLoss, stopped.ValidationLoss!.Value, 1e-6);
        Assert.Equal(20 * 6, LocalTrainer.Train(model, initial, data, options with { Validation = data, EarlyStopping = new() { Patience = 20 } }).Steps);
    }

    [Fact]
    public void BatchNormalization_AveragedOverPartners_KeepsItsVariances()
    {
        var model = new ModelPlan { Kind = "cnn", Shape = [1, 4, 4], Channels = [4], Outputs = 2, Normalization = "batch" }.ToSpecification();
        var (data, initial) = (DataOf("images"), model.InitialParameters(1));
        var partners = Enumerable.Range(0, 3).Select(partner => LocalTrainer.Train(
            model, initial, data.Take([.. Enumerable.Range(partner * 32, 32)]), new LocalTrainingOptions { LocalEpochs = 3, BatchSize = 8 }).Parameters).ToArray();
        var mean = initial.Select((value, i) => value + partners.Average(parameters => parameters[i] - value)).ToArray();
        var variances = mean.AsSpan(model.Layout.OffsetOf("layers.1.running_var"), 4).ToArray();
        Assert.All(variances, value => Assert.True(value > 0));
        Assert.All(variances, value => Assert.NotEqual(1, value));
        Assert.True(Evaluator.Evaluate(model, mean, data).MeanLoss < Evaluator.Evaluate(model, initial, data).MeanLoss);
    }

    [Theory]
    [InlineData("lstm", new float[] { 1, 2, 8 }, "Feature 2 of example 0 is token 8", "model.vocabulary")]
    [InlineData("lstm", new float[] { 1, 0.5f, 2 }, "Feature 1 of example 0 is 0.5", "whole numbers from 0")]
    [InlineData("lstm", new float[] { 1, -1, 2 }, "Feature 1 of example 0 is -1", "whole numbers from 0")]
    [InlineData("recommender", new float[] { 3, 1 }, "Feature 0 of example 0 is user 3", "model.users")]
    [InlineData("recommender", new float[] { 1, 5 }, "Feature 1 of example 0 is item 5", "model.items")]
    public void Data_WithIdsThatTheModelHasNot_AreRefusedWithThePlace(string kind, float[] features, params string[] texts)
    {
        var model = (kind == "lstm"
            ? new ModelPlan { Kind = kind, Inputs = 3, Vocabulary = 8, Width = 2, Hidden = [2], Outputs = 2 }
            : new ModelPlan { Kind = kind, Users = 3, Items = 5, Factors = 2 }).ToSpecification();
        TestFiles.Fails(ErrorCodes.DataMismatch, () => LocalTrainer.Train(model, model.InitialParameters(1), new(features, features.Length, [0]), new LocalTrainingOptions()), texts);
    }

    [Fact]
    public void Data_ThatDoNotFitTheLoss_AreRefused()
    {
        var line = new ModelPlan { Kind = "logistic", Inputs = 1, Outputs = 1 };
        void Fails(Objective loss, Dataset data, params string[] texts) => TestFiles.Fails(
            ErrorCodes.DataMismatch, () => LocalTrainer.Train(line.ToSpecification(loss), new float[2], data, new LocalTrainingOptions()), texts);
        Fails(Objective.MeanSquaredError, new([1], 1, [0]), "no targets", "mean-squared-error");
        Fails(Objective.BinaryCrossEntropy, new([1], 1, [2]), "label 2", "0 or 1");
        Fails(Objective.CrossEntropy, new([1], 1, [0], [3f]), "targets", "classes");
    }

    /// <summary>96 examples: images whose left half is brighter for label 1, texts whose label is whether token 7 comes, pairs of neighbours.</summary>
    private static Dataset DataOf(string kind)
    {
        var random = new SeededRandom(11);
        var (features, labels) = (new List<float>(), new long[96]);
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 2;
            switch (kind)
            {
                case "images":
                    for (var pixel = 0; pixel < 16; pixel++) features.Add((float)((random.NextDouble() * 0.5) + (labels[i] == 1 && pixel % 4 < 2 ? 0.8 : 0)));
                    break;
                case "texts":
                    var length = 3 + random.NextInt(4);
                    for (var token = 0; token < 6; token++) features.Add(token >= length ? 0 : token == 1 && labels[i] == 1 ? 7 : 1 + (token % 3));
                    break;
                default:
                    var user = random.NextInt(12);
                    features.AddRange([user, labels[i] == 1 ? (user % 3) + (3 * random.NextInt(4)) : ((user + 1) % 3) + (3 * random.NextInt(4))]);
                    break;
            }
        }

        return new([.. features], kind == "images" ? 16 : kind == "texts" ? 6 : 2, labels);
    }
}
