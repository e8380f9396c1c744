using Federated.ClientNode.Models;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.ClientNode.Tests.Models;

public sealed class ModelCacheTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeChannel _channel = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Get_WrongBytes_AreThrownAway()
    {
        var wanted = Samples.Hash("wanted");
        _channel.Models[wanted] = "other"u8.ToArray();
        var refused = await Assert.ThrowsAsync<FederatedException>(() => new ModelCache(_folder.Path, _channel).Get(wanted, default));
        Assert.Equal(ErrorCodes.ModelMalformed, refused.Code);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Get_DamagedInTheCache_IsFetchedAgain()
    {
        var hash = Add("model");
        var cache = new ModelCache(_folder.Path, _channel);
        await cache.Get(hash, default);
        await File.WriteAllTextAsync(_folder[$"{hash}.safetensors"], "damaged");
        Assert.Equal("model"u8.ToArray(), await cache.Get(hash, default));
    }

    [Fact]
    public async Task Get_Many_KeepsAFew()
    {
        var cache = new ModelCache(_folder.Path, _channel);
        for (var i = 0; i < 10; i++)
            await cache.Get(Add($"model {i}"), default);
        Assert.Equal(ModelCache.Kept, Directory.GetFiles(_folder.Path).Length);
    }

    private ContentHash Add(string text)
    {
        var hash = Samples.Hash(text);
        _channel.Models[hash] = System.Text.Encoding.UTF8.GetBytes(text);
        return hash;
    }
}
