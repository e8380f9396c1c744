using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Federated.Domain.Ledger;

/// <summary>
/// Numbers as ECMAScript prints them (ECMA-262, Number::toString; RFC 8785 section 3.2.2.3): the shortest digits that
/// read back as the same double, plain between 1e-6 and 1e21, with an exponent elsewhere.
/// </summary>
internal static class EcmaNumber
{
    /// <summary>The canonical text of a JSON number.</summary>
    /// <exception cref="JsonException">Not finite as a double, or an integer that a double cannot hold.</exception>
    public static string Canonical(string json)
    {
        if (!double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            throw new JsonException($"Got the number {json}, wanted one that is finite as a 64-bit float; write it as a string.");
        var text = Format(value);
        var isInteger = json.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        if (isInteger && !string.Equals(text, json, StringComparison.Ordinal)
            && BigInteger.Parse(json, CultureInfo.InvariantCulture) != new BigInteger(value))
            throw new JsonException($"Got the integer {json}, wanted one that a 64-bit float holds exactly; write it as a string.");
        return text;
    }

    /// <summary>The text of a finite double.</summary>
    public static string Format(double value)
    {
        if (value == 0)
            return "0"; // Negative zero prints as 0.
        var sign = value < 0 ? "-" : string.Empty;
        var (digits, point) = Shortest(Math.Abs(value));
        return sign + Place(digits, point);
    }

    // Digits d1..dk and n with value = 0.d1..dk * 10^n, taken from "123.45", "0.00123" or "1.5E-07".
    private static (string Digits, int Point) Shortest(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? text : text[..mark];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var all = mantissa.Replace(".", string.Empty, StringComparison.Ordinal);
        var significant = all.TrimStart('0');
        var point = (dot < 0 ? mantissa.Length : dot) - (all.Length - significant.Length);
        return (significant.TrimEnd('0'), point + exponent);
    }

    private static string Place(string digits, int n)
    {
        var k = digits.Length;
        if (k <= n && n <= 21)
            return digits + new string('0', n - k);
        if (n is > 0 and <= 21)
            return $"{digits[..n]}.{digits[n..]}";
        if (n is > -6 and <= 0)
            return $"0.{new string('0', -n)}{digits}";
        var exponent = (n - 1).ToString("+0;-0", CultureInfo.InvariantCulture);
        return k == 1 ? $"{digits}e{exponent}" : $"{digits[0]}.{digits[1..]}e{exponent}";
    }
}
