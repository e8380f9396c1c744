using System.Collections.Frozen;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Plans.Kinds;

/// <summary>The kinds of model that a plan may name; each makes layers of a plan's members.</summary>
public static class ModelKinds
{
    /// <summary>A multilayer perceptron.</summary>
    public const string Mlp = "mlp";

    /// <summary>A single linear layer.</summary>
    public const string Logistic = "logistic";

    /// <summary>A convolutional classifier of images.</summary>
    public const string Cnn = "cnn";

    /// <summary>A classifier of texts with a plain recurrent network.</summary>
    public const string Rnn = "rnn";

    /// <summary>A classifier of texts with long short-term memory.</summary>
    public const string Lstm = "lstm";

    /// <summary>A classifier of texts with gated recurrent units.</summary>
    public const string Gru = "gru";

    /// <summary>A classifier of texts with transformer blocks.</summary>
    public const string Transformer = "transformer";

    /// <summary>A causal language model.</summary>
    public const string Gpt = "gpt";

    /// <summary>An encoder and a decoder with a short code between them.</summary>
    public const string Autoencoder = "autoencoder";

    /// <summary>Neural matrix factorisation of users and items.</summary>
    public const string Recommender = "recommender";

    /// <summary>A generator and a discriminator.</summary>
    public const string Gan = "gan";

    /// <summary>A list of layers, written out.</summary>
    public const string Layers = "layers";

    private static readonly FrozenDictionary<string, ModelKind> Kinds = new[]
    {
        FullyConnected.MlpKind, FullyConnected.LogisticKind, Convolutional.Kind, Recurrent.RnnKind, Recurrent.LstmKind, Recurrent.GruKind,
        Transformers.ClassifierKind, Transformers.LanguageKind, Autoencoders.Kind, Recommenders.Kind, Adversarial.Kind, LayerList.Kind,
    }.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The model that a plan declares.</summary>
    /// <param name="plan">The plan's model.</param>
    /// <param name="loss">What training lowers; null for what the kind is made for.</param>
    /// <exception cref="FederatedException">FED-1001: an unknown kind, or members that the kind refuses.</exception>
    public static ModelSpecification Build(ModelPlan plan, Objective? loss = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Kind is null || !Kinds.TryGetValue(plan.Kind, out var kind))
            throw ModelKind.Refuse($"Got model kind {Excerpt.Of(plan.Kind)}, wanted one of {string.Join(", ", Kinds.Keys.Order(StringComparer.Ordinal))}.");
        CheckMembers(plan, kind);
        var objective = loss ?? kind.Losses[0];
        if (!kind.Losses.Contains(objective))
        {
            throw ModelKind.Refuse($"In the plan, training.loss is '{ObjectiveNames.Of(objective)}'; a '{kind.Name}' model is trained with "
                + $"{string.Join(", ", kind.Losses.Select(ObjectiveNames.Of))}.");
        }

        if (!Enum.IsDefined(plan.Activation))
            throw ModelKind.Refuse($"Got activation {(int)plan.Activation}, wanted one of {string.Join(", ", Enum.GetNames<Activation>()).ToLowerInvariant()}.");
        return kind.Build(plan, objective);
    }

    private static void CheckMembers(ModelPlan plan, ModelKind kind)
    {
        foreach (var (name, given) in ModelKind.Optional)
        {
            if (!given(plan) || kind.Members.Contains(name))
                continue;
            var others = Kinds.Values.Where(other => other.Members.Contains(name)).Select(other => other.Name).Order(StringComparer.Ordinal);
            throw ModelKind.Refuse($"In the plan, model.{name} is given, but a '{kind.Name}' model does not take it: it takes inputs, outputs, activation, "
                + $"{string.Join(", ", kind.Members.Append("seed"))}. model.{name} belongs to {string.Join(", ", others)}.");
        }
    }
}
