using System.Numerics;
using Federated.Domain.Privacy.Noise;

namespace Federated.Noise;

/// <summary>
/// Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2004.00010), algorithms 1 to 3, word for word, in
/// whole numbers of any size: what the sampler of the product is measured against.
/// </summary>
internal sealed class StraightforwardSampler(long sigma, IRandomStream stream)
{
    private readonly BigInteger _sigmaSquared = (BigInteger)sigma * sigma;
    private readonly byte[] _bytes = new byte[64];

    public long Draw()
    {
        var t = (BigInteger)sigma + 1;
        for (; ;)
        {
            var y = Laplace(t);
            // exp(-(|y| - sigma^2 / t)^2 / 2 sigma^2) with everything multiplied by t^2.
            var distance = (BigInteger.Abs(y) * t) - _sigmaSquared;
            if (BernoulliExp(distance * distance, 2 * _sigmaSquared * t * t))
                return (long)y;
        }
    }

    private BigInteger Laplace(BigInteger t)
    {
        for (; ;)
        {
            var u = Below(t);
            if (!BernoulliExp(u, t))
                continue;
            var v = 0;
            while (BernoulliExp(1, 1))
                v++;
            var x = u + (t * v);
            var negative = Below(2).IsOne;
            if (!negative || !x.IsZero)
                return negative ? -x : x;
        }
    }

    private bool BernoulliExp(BigInteger numerator, BigInteger denominator)
    {
        for (; numerator > denominator; numerator -= denominator)
        {
            if (!BernoulliExpUpToOne(1, 1))
                return false;
        }
        return BernoulliExpUpToOne(numerator, denominator);
    }

    private bool BernoulliExpUpToOne(BigInteger numerator, BigInteger denominator)
    {
        var k = 1;
        while (Below(denominator * k) < numerator)
            k++;
        return int.IsOddInteger(k);
    }

    private BigInteger Below(BigInteger limit)
    {
        var bits = (int)(limit - 1).GetBitLength();
        var bytes = _bytes.AsSpan(0, (bits + 7) / 8);
        for (; ;)
        {
            stream.Fill(bytes);
            if (bits % 8 != 0)
                bytes[^1] &= (byte)((1 << (bits % 8)) - 1);
            var value = new BigInteger(bytes, isUnsigned: true);
            if (value < limit)
                return value;
        }
    }
}
