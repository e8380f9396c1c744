using System.Numerics;

namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// The discrete Fourier transform of a real sequence whose length N is a power of two, through a complex one of N / 2.
/// </summary>
/// <remarks>
/// Error: with correctly rounded twiddles the relative error in the Euclidean norm is at most 8 u log2(N), u = 2^-53 (Higham, Accuracy
/// and Stability of Numerical Algorithms, 2nd ed., Theorem 24.2: (mu + gamma_4 (sqrt 2 + mu)) log2 N, below 7.1 u log2 N, plus the
/// packing step); <see cref="RelativeError"/> doubles it.
/// </remarks>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly Complex[] _roots; // exp(-2 pi i k / N), k < N / 2

    internal RealFft(int length)
    {
        Length = length;
        _half = length / 2;
        _roots = new Complex[_half];
        for (var k = 0; k < _half; k++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * k / length);
            _roots[k] = new Complex(cos, -sin);
        }
    }

    internal int Length { get; }

    internal double RelativeError => 16 * BitOperations.Log2((uint)Length) * Math.ScaleB(1, -53);

    /// <summary>The N / 2 + 1 values at frequencies 0 to N / 2.</summary>
    internal Complex[] Forward(ReadOnlySpan<double> values)
    {
        var packed = new Complex[_half];
        for (var i = 0; i < _half; i++)
            packed[i] = new Complex(values[2 * i], values[2 * i + 1]);
        Transform(packed);
        var spectrum = new Complex[_half + 1];
        spectrum[0] = packed[0].Real + packed[0].Imaginary;
        spectrum[_half] = packed[0].Real - packed[0].Imaginary;
        for (var k = 1; k < _half; k++)
        {
            var (z, mirror) = (packed[k], Complex.Conjugate(packed[_half - k]));
            var (even, odd) = ((z + mirror) * 0.5, (z - mirror) * 0.5);
            var turned = odd * _roots[k];
            spectrum[k] = new Complex(even.Real + turned.Imaginary, even.Imaginary - turned.Real);
        }

        return spectrum;
    }

    /// <summary>The real sequence of which <see cref="Forward"/> gives this spectrum.</summary>
    internal double[] Inverse(ReadOnlySpan<Complex> spectrum)
    {
        var packed = new Complex[_half];
        for (var k = 0; k < _half; k++)
        {
            var mirror = Complex.Conjugate(spectrum[_half - k]);
            var even = (spectrum[k] + mirror) * 0.5;
            var odd = (spectrum[k] - mirror) * 0.5 * Complex.Conjugate(_roots[k]);
            packed[k] = new Complex(even.Real - odd.Imaginary, -(even.Imaginary + odd.Real)); // Conjugated: inverse by forward.
        }

        Transform(packed);
        var values = new double[Length];
        var scale = 1.0 / _half;
        for (var i = 0; i < _half; i++)
            (values[2 * i], values[2 * i + 1]) = (packed[i].Real * scale, -packed[i].Imaginary * scale);
        return values;
    }

    private void Transform(Complex[] a)
    {
        var bits = BitOperations.Log2((uint)a.Length);
        for (uint i = 1; i < a.Length; i++)
        {
            var j = Reverse(i, bits);
            if (i < j)
                (a[i], a[j]) = (a[j], a[i]);
        }

        for (var span = 1; span < a.Length; span *= 2)
        {
            var stride = _half / span;
            for (var start = 0; start < a.Length; start += 2 * span)
            {
                var low = a.AsSpan(start, span);
                var high = a.AsSpan(start + span, span);
                for (var k = 0; k < low.Length; k++)
                {
                    var root = _roots[k * stride];
                    var (re, im) = (high[k].Real, high[k].Imaginary);
                    var turned = new Complex(re * root.Real - im * root.Imaginary, re * root.Imaginary + im * root.Real);
                    high[k] = low[k] - turned;
                    low[k] += turned;
                }
            }
        }
    }

    private static uint Reverse(uint value, int bits)
    {
        var reversed = 0u;
        for (var i = 0; i < bits; i++, value >>= 1)
            reversed = reversed << 1 | value & 1;
        return reversed;
    }
}
