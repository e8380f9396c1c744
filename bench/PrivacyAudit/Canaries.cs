using Federated.Domain.Privacy.Noise;
using Federated.Training.Data;

namespace Federated.PrivacyAudit;

/// <summary>
/// Records made to be found. Record j has feature j alone, of size s, and label 0; a logistic model of two classes with zero parameters has
/// for it the gradient (-s/2, s/2) in the two weights of feature j, and (-1/2, 1/2) in the biases. Gradients of two canaries are
/// orthogonal but for the biases. Each canary is in the run's data by a fair coin.
/// </summary>
internal sealed class Canaries
{
    private readonly float _size;
    private readonly bool[] _included;

    /// <param name="count">m, also the number of features.</param>
    /// <param name="norm">About the L2 norm of a canary's gradient.</param>
    /// <param name="coins">The fair coins.</param>
    public Canaries(int count, double norm, IRandomStream coins)
    {
        _size = (float)(norm * Math.Sqrt(2));
        var bytes = new byte[count];
        coins.Fill(bytes);
        _included = Array.ConvertAll(bytes, coin => (coin & 1) == 1);
    }

    /// <summary>Which are in the data.</summary>
    public ReadOnlySpan<bool> Included => _included;

    /// <summary>Those in the data out of <paramref name="count"/> canaries from <paramref name="start"/> on: one partner's records.</summary>
    public Dataset Share(int start, int count)
    {
        int[] members = [.. Enumerable.Range(start, count).Where(canary => _included[canary])];
        var features = new float[members.Length * _included.Length];
        for (var row = 0; row < members.Length; row++)
            features[(row * _included.Length) + members[row]] = _size;
        return new(features, _included.Length, new long[members.Length]);
    }
}
