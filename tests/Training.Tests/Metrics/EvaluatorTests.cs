using Federated.Domain.Models;
using Federated.Domain.Errors;
using Federated.Training.Data;
using Federated.Training.Metrics;

namespace Federated.Training.Tests.Metrics;

public sealed class EvaluatorTests
{
    // Logits are the two features themselves.
    private static readonly ModelSpecification Model = ModelSpecification.Logistic(2, 2);
    private static readonly float[] Identity = [1, 0, 0, 1, 0, 0];
    private static readonly Dataset Data = new([2, 0, 0, 3, 1, 0, 0, 1, 5, 0], 2, [0, 1, 1, 1, 0]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Evaluate_GivesAccuracyAndMeanLoss_WhateverTheBatch(int batchSize)
    {
        var evaluation = Evaluator.Evaluate(Model, Identity, Data, batchSize);

        double[] margins = [2, 3, -1, 1, 5];
        Assert.Equal(0.8, evaluation.Accuracy, 12);
        Assert.Equal(margins.Average(m => Math.Log(1 + Math.Exp(-m))), evaluation.MeanLoss, 1e-6);
        Assert.Equal(5, evaluation.Examples);
    }

    [Fact]
    public void MajorityBaseline_IsTheShareOfTheLargestClass()
    {
        Assert.Equal(0.6, Evaluator.MajorityBaseline(Data.Labels.Span), 12);
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Evaluator.MajorityBaseline([]));
    }

    [Fact]
    public void Evaluate_DataThatDoesNotFit_IsRefused()
    {
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Evaluator.Evaluate(Model, Identity, new Dataset([1], 1, [0])), "1 features");
        TestFiles.Fails(ErrorCodes.DataMismatch, () => Evaluator.Evaluate(Model, new float[1], Data), "1 parameters");
    }

    [Fact]
    public void Runtime_IsAvailableHere()
    {
        Assert.True(TorchRuntime.IsAvailable(out var reason), reason);
        TestFiles.Fails(ErrorCodes.ConfigurationInvalid, () => TorchRuntime.Use(0));
    }
}
