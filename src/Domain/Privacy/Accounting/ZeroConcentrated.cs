namespace Federated.Domain.Privacy.Accounting;

/// <summary>Conversion of rho-zCDP to (epsilon, delta): Canonne, Kamath, Steinke, 2004.00010, Corollary 13.</summary>
public static class ZeroConcentrated
{
    /// <summary>The infimum over orders a above 1 of a rho + log(1 - 1/a) - (log delta + log a) / (a - 1); 0 if delta alone suffices.</summary>
    /// <exception cref="Errors.FederatedException">FED-1001: an argument is out of range.</exception>
    public static double Epsilon(double rho, double delta)
    {
        Parameter.Positive("a zCDP rho", rho);
        Parameter.Delta(delta);

        // The derivative in a is rho + (log delta + log a) / (a - 1)^2, with one zero: bisection on log(a - 1).
        var (low, high) = (-30.0, 60.0);
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            var beyond = Math.Exp(middle);
            (low, high) = rho + (Math.Log(delta) + Elementary.Log1P(beyond)) / (beyond * beyond) < 0 ? (middle, high) : (low, middle);
        }

        var order = 1 + Math.Exp(high);
        return RdpAccountant.ToEpsilon([order], [order * rho], delta).Epsilon;
    }
}
