namespace Federated.Domain.Privacy.Accounting;

/// <summary>The density of (1 - rate) N(0, sigma^2) + rate N(shift, sigma^2) relative to N(0, sigma^2), and its logarithm.</summary>
internal readonly record struct MixtureSide(double Rate, double Shift, double Sigma)
{
    /// <summary>True when this is N(0, sigma^2) itself.</summary>
    internal bool IsPlain => Rate == 0 || Shift == 0;

    /// <summary>log of the density ratio at z.</summary>
    internal double LogRatio(double z)
    {
        if (IsPlain)
            return 0;
        var t = Exponent(z);
        if (Rate == 1)
            return t;
        return t > 30 ? t + Math.Log(Rate + (1 - Rate) * Math.Exp(-t)) : Elementary.Log1P(Rate * Elementary.ExpM1(t));
    }

    /// <summary>The derivative of <see cref="LogRatio"/>.</summary>
    internal double Slope(double z) => IsPlain ? 0 : Shift / (Sigma * Sigma) * Rate / (Rate + (1 - Rate) * Math.Exp(-Exponent(z)));

    /// <summary>The z at which <see cref="LogRatio"/> is <paramref name="value"/>; infinite where it is never reached.</summary>
    internal double Solve(double value)
    {
        var t = value > 30 ? value - Math.Log(Rate) + Elementary.Log1P(-(1 - Rate) * Math.Exp(-value)) : Elementary.Log1P(Math.Max(-1, Elementary.ExpM1(value) / Rate));
        return (t * Sigma * Sigma + Shift * Shift / 2) / Shift;
    }

    private double Exponent(double z) => (2 * z - Shift) * Shift / (2 * Sigma * Sigma);
}
