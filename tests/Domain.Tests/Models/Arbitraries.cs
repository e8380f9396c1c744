using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Models;

namespace Federated.Domain.Tests.Models;

/// <summary>Generators that the property tests share.</summary>
internal static class Arbitraries
{
    /// <summary>Layouts of 1 to 5 tensors, of rank 0 to 3 and dimensions 1 to 6.</summary>
    internal static Gen<ParameterLayout> Layouts { get; } =
        from shapes in Gen.Choose(1, 6).ListOf().Resize(3).NonEmptyListOf().Resize(5)
        select ParameterLayout.Create(shapes.Take(5).Select((shape, i) => new ParameterTensor($"tensor.{i}", [.. shape.Take(3)])));

    /// <summary>Finite floats of any size, denormal and negative zero included.</summary>
    internal static Gen<float> FiniteFloats { get; } =
        Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite);

    /// <summary>Floats within <paramref name="bound"/>, of all magnitudes below it.</summary>
    internal static Gen<float> FloatsWithin(float bound) =>
        FiniteFloats.Select(value => MathF.Abs(value) <= bound ? value : MathF.IEEERemainder(value, bound));

    internal static Gen<float[]> Vectors(Gen<float> values, int length) => values.ArrayOf(length);
}
