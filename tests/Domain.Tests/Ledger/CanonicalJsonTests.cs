using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Federated.Domain.Ledger;

namespace Federated.Domain.Tests.Ledger;

public sealed class CanonicalJsonTests
{
    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Canonicalize_ExampleOfRfc8785Section322_GivesItsOutput() => Assert.Equal(
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
        Canonical("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """));

    [Fact]
    public void Canonicalize_ExampleOfRfc8785Section323_SortsByUtf16() => Assert.Equal(
        "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"\u00f6\":4,\"\u20ac\":5,\"\ud83d\ude00\":6,\"\ufb33\":7}",
        Canonical("""{"\u20ac":5,"\r":1,"\ufb33":7,"1":2,"\ud83d\ude00":6,"\u0080":3,"\u00f6":4}"""));

    // RFC 8785, appendix B.
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Serialize_NumberOfRfc8785AppendixB_GivesItsText(string bits, string text)
    {
        var value = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(text, Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonValue.Create(value))));
        Assert.Equal(text, Canonical(text));
    }

    [Fact]
    public void Serialize_AnyFiniteDouble_ReadsBackAsTheSameBits() =>
        Prop.ForAll(
            Gen.Choose(int.MinValue, int.MaxValue).Two().Select(p => BitConverter.Int64BitsToDouble(((long)p.Item1 << 32) ^ (uint)p.Item2))
                .Where(d => double.IsFinite(d) && d != 0).ToArbitrary(),
            value =>
            {
                var text = Encoding.UTF8.GetString(CanonicalJson.Serialize(JsonValue.Create(value)));
                return double.Parse(text, CultureInfo.InvariantCulture).Equals(value) && string.Equals(Canonical(text), text, StringComparison.Ordinal);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"b":{"a":1,"a":1}}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["\udc00\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("[1e400]")]
    [InlineData("[NaN]")]
    [InlineData("[9007199254740993]")]
    [InlineData("[01]")]
    [InlineData("[1,]")]
    [InlineData("[1] 2")]
    [InlineData("// c\n1")]
    [InlineData("")]
    [InlineData("\uFEFF{}")]
    public void Canonicalize_WithoutCanonicalForm_Refuses(string json) => Assert.ThrowsAny<JsonException>(() => Canonical(json));

    [Fact]
    public void Canonicalize_InvalidUtf8_Refuses() => Assert.ThrowsAny<JsonException>(() => CanonicalJson.Canonicalize([(byte)'"', 0xc3, 0x28, (byte)'"']));

    [Fact]
    public void Canonicalize_TooDeep_Refuses() =>
        Assert.ThrowsAny<JsonException>(() => Canonical(new string('[', 65) + new string(']', 65)));

    [Fact]
    public void Serialize_ClrValuesWithoutCanonicalForm_Refuses()
    {
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Serialize(JsonValue.Create(double.NaN)));
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Serialize(JsonValue.Create("\ud800")));
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Serialize(JsonValue.Create((1L << 53) + 1)));
    }

    [Fact]
    public void Serialize_ClrValues_WritesThemAsTheirJson() => Assert.Equal(
        """{"b":true,"d":1.5,"f":0.1,"i":-7,"m":2.5,"n":null,"s":"x/y"}""",
        Encoding.UTF8.GetString(CanonicalJson.Serialize(new JsonObject
        {
            ["s"] = "x/y",
            ["n"] = null,
            ["m"] = 2.50m,
            ["i"] = -7,
            ["f"] = 0.1f,
            ["d"] = 1.5,
            ["b"] = true,
        })));

    [Fact]
    public void Canonicalize_CanonicalBytes_AreAFixedPoint() =>
        Prop.ForAll<string?[], int>((texts, number) =>
        {
            var clean = texts.Where(t => t is not null && !t.Any(char.IsSurrogate)).Select(t => (JsonNode?)t).ToArray();
            var once = CanonicalJson.Serialize(new JsonObject { ["z"] = new JsonArray(clean), ["a"] = number });
            return once.AsSpan().SequenceEqual(CanonicalJson.Canonicalize(once));
        }).QuickCheckThrowOnFailure();
}
