using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>Makes examples with the generator of a generative adversarial network.</summary>
public static class GeneratedExamples
{
    /// <summary>Makes examples of standard normal noise. Blocks; run it on a worker thread.</summary>
    /// <param name="model">A model that begins with a generator.</param>
    /// <param name="parameters">Flat, in the order of the model's layout.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">Of the noise.</param>
    /// <returns>count x inputs values, row-major, as scaled features are.</returns>
    /// <exception cref="FederatedException">The model has no generator (<see cref="ErrorCodes.PlanInvalid"/>), or another number of
    /// parameters (<see cref="ErrorCodes.DataMismatch"/>).</exception>
    public static float[] Make(ModelSpecification model, ReadOnlyMemory<float> parameters, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return TorchRuntime.Run(() =>
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            using var network = new TorchModel(model, trained: false);
            network.Load(parameters.Span);
            network.eval();
            var generator = network.Generator
                ?? throw new FederatedException(ErrorCodes.PlanInvalid, $"Got a model of loss '{ObjectiveNames.Of(model.Objective)}', wanted one with a generator, of kind 'gan'.");
            using var random = new Generator(seed);
            var made = generator.Generate(randn([count, generator.Latent], generator: random), new ForwardPass()).contiguous();
            return MemoryMarshal.Cast<byte, float>(made.bytes).ToArray();
        });
    }
}
