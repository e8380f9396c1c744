namespace Federated.Domain.Privacy.Accounting;

/// <summary>A cumulant generating function at one tilt: its value, the mean and the variance of the tilted distribution.</summary>
internal readonly record struct Cumulant(double Value, double Mean, double Variance)
{
    public static Cumulant operator +(Cumulant a, Cumulant b) => new(a.Value + b.Value, a.Mean + b.Mean, a.Variance + b.Variance);

    public static Cumulant operator *(double count, Cumulant a) => new(count * a.Value, count * a.Mean, count * a.Variance);

    /// <summary>From log weights and losses: the log of the sum of exp(weight + tilt x loss), and the moments under it.</summary>
    internal static Cumulant Of(ReadOnlySpan<double> logWeights, ReadOnlySpan<double> losses, double tilt)
    {
        var top = double.NegativeInfinity;
        for (var i = 0; i < losses.Length; i++)
            top = Math.Max(top, logWeights[i] + tilt * losses[i]);
        double sum = 0, first = 0, second = 0;
        for (var i = 0; i < losses.Length; i++)
        {
            var exponent = logWeights[i] + tilt * losses[i] - top;
            if (exponent < -60)
                continue;
            var weight = Math.Exp(exponent);
            sum += weight;
            first += weight * losses[i];
            second += weight * losses[i] * losses[i];
        }

        var mean = first / sum;
        return new(top + Math.Log(sum), mean, Math.Max(0, second / sum - mean * mean));
    }
}
