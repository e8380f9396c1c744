using System.Security.Cryptography;
using Federated.Domain.Errors;
using Federated.Domain.Rounds;
using Federated.Silo.Security;

namespace Federated.Silo.Tests.Security;

public sealed class RoundSecretWrapperTests
{
    private static readonly RoundId Round = new(RunId.Parse("run-1"), 1);
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    private readonly RoundSecretWrapper _wrapper = new(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Wrap_SameSecretTwice_GivesOtherBytesThatBothOpen()
    {
        var first = _wrapper.Wrap(Round, Secret);
        var second = _wrapper.Wrap(Round, Secret);

        Assert.NotEqual(first, second);
        Assert.Equal(Secret, _wrapper.Unwrap(Round, first));
        Assert.Equal(Secret, _wrapper.Unwrap(Round, second));
    }

    [Fact]
    public void Unwrap_AnyChangedByte_IsRefused()
    {
        var wrapped = _wrapper.Wrap(Round, Secret);
        for (var i = 0; i < wrapped.Length; i++)
        {
            var changed = wrapped.ToArray();
            changed[i] ^= 1;
            Assert.Equal(ErrorCodes.StorageCorrupt, Assert.Throws<FederatedException>(() => _wrapper.Unwrap(Round, changed)).Code);
        }
    }

    [Fact]
    public void Unwrap_OtherRoundKeyOrLength_IsRefused()
    {
        var wrapped = _wrapper.Wrap(Round, Secret);

        Assert.Throws<FederatedException>(() => _wrapper.Unwrap(Round with { Number = 2 }, wrapped));
        Assert.Throws<FederatedException>(() => new RoundSecretWrapper(new byte[32]).Unwrap(Round, wrapped));
        Assert.Throws<FederatedException>(() => _wrapper.Unwrap(Round, wrapped.AsSpan(1)));
        Assert.Throws<FederatedException>(() => _wrapper.Unwrap(Round, []));
    }

    [Fact]
    public void Constructor_ShortKey_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new RoundSecretWrapper(new byte[16]));
    }
}
