namespace Federated.Domain.Privacy.Accounting;

/// <summary>exp(x) - 1 and log(1 + x) without cancellation, to about 3 units in the last place (Kahan); .NET's own subtract.</summary>
internal static class Elementary
{
    internal static double ExpM1(double x)
    {
        if (Math.Abs(x) < 1e-4)
            return x * (1 + x * (0.5 + x * (1.0 / 6 + x * (1.0 / 24))));
        var power = Math.Exp(x);
        return Math.Abs(x) > 0.7 ? power - 1 : (power - 1) * x / Math.Log(power);
    }

    internal static double Log1P(double x)
    {
        if (Math.Abs(x) < 1e-4)
            return x * (1 - x * (0.5 - x * (1.0 / 3 - x * (0.25 - x * 0.2))));
        var sum = 1 + x;
        return Math.Abs(x) > 0.5 ? Math.Log(sum) : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>log(exp(a) + exp(b)).</summary>
    internal static double LogAdd(double a, double b)
    {
        var (low, high) = a < b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Log1P(Math.Exp(low - high));
    }
}
