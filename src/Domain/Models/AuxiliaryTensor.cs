namespace Federated.Domain.Models;

/// <summary>
/// Tensors that travel with a model's own because the run's strategy needs them: step counts, control variates. Their names
/// begin in a way that no framework's do, so that <see cref="ModelFile.Read"/> can leave them aside.
/// </summary>
public static class AuxiliaryTensor
{
    /// <summary>The beginning of their names.</summary>
    public const string Prefix = "federated.auxiliary/";

    /// <summary>True for the name of an auxiliary tensor.</summary>
    public static bool Is(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>One value, such as a count of steps.</summary>
    /// <param name="name">What it is, after the prefix.</param>
    public static ParameterTensor Scalar(string name) => new(Prefix + name, [1]);

    /// <summary>One tensor of the same shape for each of a model's.</summary>
    /// <param name="name">What they are, after the prefix and before the model's names.</param>
    /// <param name="model">The model.</param>
    public static IEnumerable<ParameterTensor> Like(string name, ParameterLayout model) =>
        model.Tensors.Select(tensor => tensor with { Name = $"{Prefix}{name}/{tensor.Name}" });
}
