namespace Federated.Domain.Models.Layers;

/// <summary>How a fresh tensor is filled. Every value comes from the tensor's own stream of <see cref="SeededRandom"/>.</summary>
/// <param name="Kind">Which distribution.</param>
/// <param name="Scale">The half width of a uniform, the standard deviation of a normal, or the constant.</param>
public readonly record struct Initializer(InitializerKind Kind, double Scale)
{
    /// <summary>How many values at the beginning are zero all the same: the vector of padding.</summary>
    public int Zeros { get; init; }

    /// <summary>Zeros.</summary>
    public static Initializer Zero => Constant(0);

    /// <summary>Ones.</summary>
    public static Initializer One => Constant(1);

    /// <summary>Uniform on [-1/sqrt(fanIn), 1/sqrt(fanIn)]: PyTorch's default of linear, convolutional and recurrent layers.</summary>
    /// <param name="fanIn">Inputs of one output, at least 1.</param>
    public static Initializer FanIn(long fanIn) => new(InitializerKind.Uniform, 1 / Math.Sqrt(fanIn));

    /// <summary>Normal around 0.</summary>
    /// <param name="deviation">Standard deviation.</param>
    public static Initializer Normal(double deviation) => new(InitializerKind.Normal, deviation);

    /// <summary>One value everywhere.</summary>
    public static Initializer Constant(double value) => new(InitializerKind.Constant, value);

    /// <summary>
    /// Fills a tensor. Uniform: <c>(float)((2 u - 1) * Scale)</c> in doubles, u being the next <see cref="SeededRandom.NextDouble"/>.
    /// Normal: the cosine half of Box and Muller (1958), from two draws u and v: <c>Scale sqrt(-2 ln(1 - u)) cos(2 pi v)</c>.
    /// </summary>
    /// <param name="values">The tensor, or a piece of it.</param>
    /// <param name="random">The tensor's stream, at this piece.</param>
    /// <param name="first">Place of the first value in the tensor.</param>
    public void Fill(Span<float> values, SeededRandom random, int first = 0)
    {
        foreach (ref var value in values)
        {
            value = Kind switch
            {
                InitializerKind.Uniform => (float)((2 * random.NextDouble() - 1) * Scale),
                InitializerKind.Normal => (float)(Scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
                _ => (float)Scale,
            };
        }

        values[..Math.Clamp(Zeros - first, 0, values.Length)].Clear();
    }
}
