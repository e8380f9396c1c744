namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// Where the composed loss is computed: the tilt, the least and greatest loss, and the Chernoff parameters that bound what lies outside.
/// A choice for precision only; <see cref="TiltedComposition"/> bounds what it leaves out.
/// </summary>
/// <param name="Tilt">The weight exp(tilt x loss).</param>
/// <param name="Low">The least loss.</param>
/// <param name="High">The greatest loss.</param>
/// <param name="Down">The moment E exp(-down Y) under the tilt bounds what lies below; at least the tilt.</param>
/// <param name="Up">The moment E exp(up Y) under the tilt bounds what lies above.</param>
internal readonly record struct LossWindow(double Tilt, double Low, double High, double Down, double Up)
{
    private static ReadOnlySpan<double> Shares => [8, 4, 2, 1, 0.75, 0.5, 0.35, 0.25, 0.15, 0.1, 0.05, 0.02, 0];

    /// <summary>
    /// The narrowest window for (epsilon, delta). With t a negligible share of delta: what is above may wrap to anywhere, so
    /// exp(K - tilt e) P_tilt(X > b) is at most t; what is below wraps to the top, so exp(K(v) - v a - tilt (b - a)) is at most t for some
    /// v below 0; and <paramref name="floor"/> is inside. Tilts that leave delta more than exp(<paramref name="room"/>) below their own scale, where the transform's rounding
    /// would show, are passed over.
    /// </summary>
    internal static LossWindow For(LossSequence sequence, double saddle, double epsilon, double delta, double floor, double stretch = 1, double room = 12)
    {
        var (best, width) = (default(LossWindow), double.PositiveInfinity);
        var small = Math.Log(LossSequence.Negligible * delta);
        Span<double> offsets = stackalloc double[11];
        Span<double> below = stackalloc double[11];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = Math.Max(saddle, 1e-3) * Math.ScaleB(1, i - 6);
            below[i] = sequence.Cumulant(-offsets[i]).Value;
        }

        Span<double> scales = stackalloc double[Shares.Length]; // log of what the tilted masses are in units of, at epsilon
        for (var i = 0; i < scales.Length; i++)
            scales[i] = sequence.Cumulant(Shares[i] * saddle).Value - Shares[i] * saddle * epsilon;
        var least = double.PositiveInfinity;
        foreach (var scale in scales)
            least = Math.Min(least, scale);
        var allowed = Math.Max(least, Math.Log(delta) + room);
        for (var k = 0; k < scales.Length; k++)
        {
            var tilt = Shares[k] * saddle;
            if (!(scales[k] <= allowed))
                continue;
            var (high, up, low, down) = (double.PositiveInfinity, 0.0, double.NegativeInfinity, 0.0);
            foreach (var offset in offsets)
            {
                var bound = (sequence.Cumulant(tilt + offset).Value - tilt * epsilon - small) / offset;
                if (bound < high)
                    (high, up) = (bound, offset);
            }

            high = Math.Max(high, epsilon);
            for (var i = 0; i < offsets.Length; i++)
            {
                var bound = (small + tilt * high - below[i]) / (tilt + offsets[i]);
                if (bound > low)
                    (low, down) = (bound, tilt + offsets[i]);
            }

            low = Math.Min(low, floor);
            if (high - low < width)
                (best, width) = (new(tilt, low, high, down, up), high - low);
        }

        var margin = 0.03 * width + 1e-9; // The grid's own spread, which the estimates leave out.
        return best with { Low = best.Low - margin, High = best.High + margin + (stretch - 1) * width };
    }
}
