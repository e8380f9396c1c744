using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Simulation.Tests;

public sealed class SharedModelsTests
{
    private static readonly byte[] Model = "a model"u8.ToArray();
    private int _opened;

    [Fact]
    public async Task Get_ByMany_FetchesOnce()
    {
        var models = new SharedModels(_ => Open(Model));
        var got = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => models.Get(ContentHash.Of(Model), ["float32"], CancellationToken.None)));
        Assert.All(got, bytes => Assert.Equal(Model, bytes));
        Assert.Equal(1, _opened);
    }

    [Fact]
    public async Task Get_AfterAFailure_FetchesAgain()
    {
        var models = new SharedModels(_ => _opened == 0 ? Open("other bytes"u8.ToArray()) : Open(Model));
        var refused = await Assert.ThrowsAsync<FederatedException>(() => models.Get(ContentHash.Of(Model), ["float32"], CancellationToken.None));
        Assert.Equal(ErrorCodes.ModelMalformed, refused.Code);
        Assert.Equal(Model, await models.Get(ContentHash.Of(Model), ["float32"], CancellationToken.None));
    }

    private Task<Stream> Open(byte[] bytes)
    {
        Interlocked.Increment(ref _opened);
        return Task.FromResult<Stream>(new MemoryStream(bytes));
    }
}
