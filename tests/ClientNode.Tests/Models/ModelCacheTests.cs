using Federated.ClientNode.Models;
using Federated.ClientNode.Tests.Support;
using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Codecs;

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
        var refused = await Assert.ThrowsAsync<FederatedException>(() => new ModelCache(_folder.Path, _channel).Get(wanted, [ModelCodec.Plain], default));
        Assert.Equal(ErrorCodes.ModelMalformed, refused.Code);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Get_DamagedInTheCache_IsFetchedAgain()
    {
        var hash = Add("model");
        var cache = new ModelCache(_folder.Path, _channel);
        await cache.Get(hash, [ModelCodec.Plain], default);
        await File.WriteAllTextAsync(_folder[$"{hash}.safetensors"], "damaged");
        Assert.Equal("model"u8.ToArray(), await cache.Get(hash, [ModelCodec.Plain], default));
    }

    [Fact]
    public async Task Get_Many_KeepsAFew()
    {
        var cache = new ModelCache(_folder.Path, _channel);
        for (var i = 0; i < 10; i++)
            await cache.Get(Add($"model {i}"), [ModelCodec.Plain], default);
        Assert.Equal(ModelCache.Kept, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task Get_Delta_IsDecodedAgainstTheNewestAndChecked()
    {
        var (first, second) = (Samples.Model(1), Samples.Model(2));
        _channel.Models[ContentHash.Of(first)] = first;
        _channel.Models[ContentHash.Of(second)] = second;
        _channel.Coded = (model, codec, known) => new(ModelCodec.Parse(codec)!.Encode(_channel.Models[model], _channel.Models[known!.Value]), model);
        var cache = new ModelCache(_folder.Path, _channel);

        Assert.Equal(first, await cache.Get(ContentHash.Of(first), ["delta", "float32"], default));
        Assert.Equal(second, await cache.Get(ContentHash.Of(second), ["delta", "float32"], default));
        Assert.Equal([("delta", (ContentHash?)ContentHash.Of(first))], _channel.CodedAsked);
        Assert.Equal(1, _channel.Downloads);
        Assert.Equal(second, await new ModelCache(_folder.Path, _channel).Get(ContentHash.Of(second), ["float32"], default));
        Assert.Equal(1, _channel.Downloads);
    }

    [Fact]
    public async Task Get_DeltaThatLeadsElsewhere_IsFetchedWhole()
    {
        var (first, second) = (Samples.Model(1), Samples.Model(2));
        _channel.Models[ContentHash.Of(first)] = first;
        _channel.Models[ContentHash.Of(second)] = second;
        _channel.Coded = (model, codec, known) => new(ModelCodec.Parse(codec)!.Encode(first, first), model);
        var cache = new ModelCache(_folder.Path, _channel);
        await cache.Get(ContentHash.Of(first), ["delta"], default);
        Assert.Equal(second, await cache.Get(ContentHash.Of(second), ["delta"], default));
        Assert.Equal(2, _channel.Downloads);
    }

    [Fact]
    public async Task Get_Rounded_IsWhatTheCodecMakesOfTheModel_AndAnAnnouncementThatDoesNotHoldIsRefused()
    {
        var model = Samples.Model();
        var (hash, codec) = (ContentHash.Of(model), ModelCodec.Parse("int8")!);
        _channel.Models[hash] = model;
        var cache = new ModelCache(_folder.Path, _channel);
        Assert.Equal(codec.Rounded(model), await cache.Get(hash, ["int8"], default));
        _channel.Coded = (_, _, _) => new(codec.Encode(model, []), ContentHash.Of(codec.Rounded(model)));
        Assert.Equal(codec.Rounded(model), await cache.Get(hash, ["int8"], default));
        _channel.Coded = (_, _, _) => new(codec.Encode(model, []), hash);
        Assert.Equal(ErrorCodes.ModelMalformed, (await Assert.ThrowsAsync<FederatedException>(() => cache.Get(hash, ["int8"], default))).Code);
    }

    private ContentHash Add(string text)
    {
        var hash = Samples.Hash(text);
        _channel.Models[hash] = System.Text.Encoding.UTF8.GetBytes(text);
        return hash;
    }
}
