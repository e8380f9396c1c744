namespace Federated.Domain.Queries;

/// <summary>One number of an answer.</summary>
/// <param name="Statistic">The statistic's title.</param>
/// <param name="Bin">The bin; empty for a count or a sum.</param>
/// <param name="Value">The noised value, in the statistic's unit.</param>
/// <param name="Deviation">The standard error: the noise's standard deviation in the same unit; 0 without noise.</param>
public sealed record QueryFigure(string Statistic, string Bin, double Value, double Deviation)
{
    /// <summary>The two-sided 95 % quantile of the normal distribution, rounded up.</summary>
    private const double Quantile = 1.96;

    /// <summary>
    /// Half the length of the interval that holds the exact total with 95 % probability. It covers the noise, not the partners
    /// that did not answer, nor what a sum cut off at its range.
    /// </summary>
    public double Margin => Quantile * Deviation;
}
