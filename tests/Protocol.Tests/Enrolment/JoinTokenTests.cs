using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Protocol.Enrolment;

namespace Federated.Protocol.Tests.Enrolment;

public sealed class JoinTokenTests
{
    private static readonly JoinToken Token = new("hospital-1", "https://fed.example.org:7400", ContentHash.Of([1]), "c2VjcmV0");

    [Fact]
    public void Parse_OfItsText_IsTheSameToken() => Assert.Equal(Token, JoinToken.Parse(Token.ToString()));

    [Fact]
    public void Parse_WithWhiteSpaceAround_IsTheSameToken() => Assert.Equal(Token, JoinToken.Parse($"  {Token}\n"));

    [Theory]
    [InlineData("")]
    [InlineData("hospital-1")]
    [InlineData("fedjoin1.")]
    [InlineData("fedjoin1.!!!")]
    [InlineData("fedjoin1.e30")]
    [InlineData("fedjoin1.bnVsbA")]
    public void Parse_AnythingElse_SaysWhatATokenLooksLike(string text)
    {
        var refusal = Assert.Throws<FederatedException>(() => JoinToken.Parse(text));

        Assert.Equal(ErrorCodes.JoinTokenUnknown, refusal.Code);
        Assert.Contains("fedjoin1.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_CutShort_IsRefused()
    {
        var text = Token.ToString();
        for (var length = 0; length < text.Length - 1; length++)
            Assert.Throws<FederatedException>(() => JoinToken.Parse(text[..length]));
    }
}
