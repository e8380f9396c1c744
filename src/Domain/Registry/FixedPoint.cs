using System.Globalization;

namespace Federated.Domain.Registry;

/// <summary>Metrics and gates in the ledger are integers, in millionths: the same figure for every reader.</summary>
public static class FixedPoint
{
    /// <summary>The largest magnitude of a metric.</summary>
    public const double Largest = 1e9;

    private const double Scale = 1e6;

    /// <summary>True when the ledger can hold the value.</summary>
    public static bool Fits(double value) => double.IsFinite(value) && Math.Abs(value) <= Largest;

    /// <summary>The value in millionths, rounded to the nearest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite, or beyond <see cref="Largest"/>.</exception>
    public static long Micro(double value) => Fits(value)
        ? (long)Math.Round(value * Scale)
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"Wanted a finite value of at most {Largest} in magnitude.");

    /// <summary>The value of an integer in millionths.</summary>
    public static double Value(long micro) => micro / Scale;

    /// <summary>The value as it is printed, with all its digits: <c>0.9125</c>.</summary>
    public static string Text(long micro) => ((decimal)micro / 1_000_000).ToString("0.######", CultureInfo.InvariantCulture);
}
