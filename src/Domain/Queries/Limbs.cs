using Federated.Domain.Errors;

namespace Federated.Domain.Queries;

/// <summary>
/// Whole numbers as three digits to the base 2^21, so that they travel as float32, which holds whole numbers exactly up to
/// 2^24, and are summed without any rounding.
/// </summary>
/// <remarks>
/// t = a_0 + a_1 2^21 + a_2 2^42 with digits from -2^20 to 2^20. The form is linear: the digits of several numbers may be
/// summed first and put together afterwards, sum(t_k) = sum(a_0k) + sum(a_1k) 2^21 + sum(a_2k) 2^42. That is how the silo gets
/// the exact total without seeing a partner's number as anything but digits.
/// </remarks>
public static class Limbs
{
    /// <summary>Digits of a number.</summary>
    public const int Count = 3;

    /// <summary>The largest digit in size.</summary>
    public const long Largest = 1L << (Bits - 1);

    private const int Bits = 21;
    private const long Base = 1L << Bits;

    /// <summary>The digits of numbers: all lowest ones, then all middle ones, then all highest ones.</summary>
    /// <param name="values">Below 2^61 in size.</param>
    /// <param name="limbs">Three times as long.</param>
    /// <exception cref="FederatedException">FED-1004 for a larger number.</exception>
    public static void Split(ReadOnlySpan<long> values, Span<float> limbs)
    {
        CheckLength(values.Length, limbs.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is >= QueryScale.TotalLimit or <= -QueryScale.TotalLimit)
                throw new FederatedException(ErrorCodes.AggregationOverflow, "Got a total of 2^61 units or more, wanted less. Ask for fewer records or a coarser unit.");
            var rest = values[i];
            for (var limb = 0; limb < Count - 1; limb++)
            {
                // The remainder nearest to zero: -2^20 to 2^20 - 1.
                var digit = ((rest + Largest) & (Base - 1)) - Largest;
                limbs[(limb * values.Length) + i] = digit;
                rest = (rest - digit) >> Bits;
            }

            limbs[((Count - 1) * values.Length) + i] = rest;
        }
    }

    /// <summary>The numbers that digits, or sums of digits, stand for.</summary>
    /// <param name="limbs">As <see cref="Split"/> writes them.</param>
    /// <param name="values">A third as long.</param>
    /// <exception cref="FederatedException">FED-1004 for a number of 2^62 or more.</exception>
    public static void Join(ReadOnlySpan<long> limbs, Span<long> values)
    {
        CheckLength(values.Length, limbs.Length);
        for (var i = 0; i < values.Length; i++)
        {
            Int128 value = 0;
            for (var limb = Count - 1; limb >= 0; limb--)
                value = (value * Base) + limbs[(limb * values.Length) + i];
            values[i] = Int128.Abs(value) < Privacy.Mechanisms.GaussianNoise.SumLimit
                ? (long)value
                : throw new FederatedException(ErrorCodes.AggregationOverflow, "Got a total of 2^62 units or more, wanted less. Ask for fewer records or a coarser unit.");
        }
    }

    private static void CheckLength(int values, int limbs)
    {
        if (limbs != Count * values)
            throw new ArgumentException($"Got {limbs} limbs for {values} values, wanted {Count * values}.", nameof(limbs));
    }
}
