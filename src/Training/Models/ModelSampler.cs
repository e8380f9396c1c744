using Federated.Domain.Errors;
using Federated.Domain.Models;
using static TorchSharp.torch;

namespace Federated.Training.Models;

/// <summary>Draws examples of a generative model.</summary>
public static class ModelSampler
{
    /// <summary>Examples that the generator of an adversarial model makes of standard normal noise. The same seed gives the same examples on the same machine.</summary>
    /// <param name="model">Begins with a generator.</param>
    /// <param name="parameters">Flat, in the order of the model's layout.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">Fixes the noise.</param>
    /// <returns>[count, inputs], row-major, as the model's training data are scaled.</returns>
    /// <exception cref="FederatedException">FED-1001: the model has no generator.</exception>
    public static float[] Sample(ModelSpecification model, ReadOnlyMemory<float> parameters, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (model.Objective != Objective.Adversarial)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Got a model of loss {ObjectiveNames.Of(model.Objective)}, wanted one with a generator. Take a run of kind gan.");
        return TorchRuntime.Run(() =>
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            using var chance = new Generator(seed);
            using var torchModel = new TorchModel(model);
            torchModel.Load(parameters.Span);
            torchModel.eval();
            var generator = torchModel.Generator!;
            return generator.Generate(randn([count, generator.Latent], generator: chance), new ForwardPass()).contiguous().data<float>().ToArray();
        });
    }

    /// <summary>Continues a text token by token.</summary>
    /// <param name="model">A language model.</param>
    /// <param name="parameters">Flat, in the order of the model's layout.</param>
    /// <param name="prompt">Ids from 1, at least one; where it fills the model's length, its last ones are looked at.</param>
    /// <param name="tokens">How many to add.</param>
    /// <param name="temperature">0 for the likeliest token always; else logits are divided by it before a token is drawn.</param>
    /// <param name="seed">Fixes the draws.</param>
    /// <returns>Prompt and continuation.</returns>
    /// <exception cref="FederatedException">FED-1001: no language model, or the prompt or the temperature is out of range.</exception>
    public static int[] Generate(ModelSpecification model, ReadOnlyMemory<float> parameters, IReadOnlyList<int> prompt, int tokens, double temperature, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        if (model.Objective != Objective.NextToken)
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Got a model of loss {ObjectiveNames.Of(model.Objective)}, wanted a language model. Take a run of kind gpt.");
        var vocabulary = model.Layers[^1].Output[^1];
        if (prompt.Count == 0 || prompt.Any(id => id < 1 || id >= vocabulary))
            throw new FederatedException(ErrorCodes.PlanInvalid, $"Got the prompt [{string.Join(", ", prompt)}], wanted at least one id from 1 to {vocabulary - 1}.");
        if (!double.IsFinite(temperature) || temperature < 0)
            throw new FederatedException(ErrorCodes.PlanInvalid, FormattableString.Invariant($"Got temperature {temperature}, wanted a finite number from 0."));
        return TorchRuntime.Run(() =>
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            using var torchModel = new TorchModel(model);
            torchModel.Load(parameters.Span);
            torchModel.eval();
            var random = new SeededRandom(SeededRandom.Derive(seed, "generate"));
            List<int> text = [.. prompt];
            for (var i = 0; i < tokens; i++)
                text.Add(Next(torchModel, text, vocabulary, temperature, random));
            return text.ToArray();
        });
    }

    private static int Next(TorchModel model, List<int> text, int vocabulary, double temperature, SeededRandom random)
    {
        using var step = NewDisposeScope();
        var length = model.Specification.Inputs;
        // A row ends with the token that comes last, from whose place nothing was learnt to follow.
        var seen = Math.Min(text.Count, Math.Max(1, length - 1));
        var window = new float[length];
        for (var i = 0; i < seen; i++) window[i] = text[text.Count - seen + i];
        var logits = model.call(tensor(window, [1, length])).reshape(length, vocabulary).select(0, seen - 1).contiguous().data<float>().ToArray();
        // Padding is not a token that follows.
        logits[0] = float.NegativeInfinity;
        var best = Array.IndexOf(logits, logits.Max());
        if (temperature == 0) return best;
        var weights = Array.ConvertAll(logits, logit => Math.Exp((logit - logits[best]) / temperature));
        var left = random.NextDouble() * weights.Sum();
        for (var id = 1; id < vocabulary; id++)
        {
            left -= weights[id];
            if (left < 0) return id;
        }

        return best;
    }
}
