using Federated.Domain.Errors;
using Federated.Domain.Models;
using Federated.Domain.Models.Transfer;
using Federated.Domain.Plans;

namespace Federated.Domain.Tests.Models.Transfer;

public sealed class ModelPartsTests
{
    private static readonly ModelSpecification Model = ModelSpecification.Mlp(4, [3], 2);
    private static readonly float[] Whole = [.. Enumerable.Range(1, Model.ParameterCount).Select(i => (float)i)];

    [Fact]
    public void Of_NoPlan_IsTheWholeModel()
    {
        var parts = ModelParts.Of(Model, null);

        Assert.True(parts.IsWhole);
        Assert.Equal(Model.Layout, parts.Shared);
        Assert.Equal(Whole, parts.InitialShared(Whole, 1));
        Assert.Equal(Whole, parts.Compose(new float[Whole.Length], Whole, []));
    }

    [Fact]
    public void Of_FrozenAndPersonalTensors_LeavesTheRestToTravel()
    {
        var parts = ModelParts.Of(Model, new() { Freeze = ["layers.0.weight"], Personal = ["layers.1.*"] });

        Assert.Equal(["layers.0.bias [3]"], parts.Shared.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(["layers.1.weight [2,3]", "layers.1.bias [2]"], parts.Personal!.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([13f, 14, 15], parts.InitialShared(Whole, 1));
        Assert.Equal([16f, 17, 18, 19, 20, 21, 22, 23], parts.InitialPersonal(Whole));
        float[] composed = parts.Compose(Whole, [-1, -2, -3], [9, 9, 9, 9, 9, 9, 9, 9]);
        Assert.Equal([.. Whole[..12], -1, -2, -3, 9, 9, 9, 9, 9, 9, 9, 9], composed);
        Assert.Equal(Whole[15], parts.Compose(Whole, [-1, -2, -3], [])[15]);
    }

    [Fact]
    public void Adapters_TravelInPlaceOfTheirTensor_AndStartFromTheBase()
    {
        var parts = ModelParts.Of(Model, new() { Freeze = ["*"], Adapters = new() { Targets = ["layers.0.weight"], Rank = 2, Alpha = 4 } });

        Assert.Equal(["layers.0.weight.lora_a [2,4]", "layers.0.weight.lora_b [3,2]"], parts.Shared.Tensors.Select(tensor => tensor.ToString()));
        var initial = parts.InitialShared(Whole, 7);
        Assert.All(initial[..8], value => Assert.InRange(value, -0.5f, 0.5f));
        Assert.Contains(initial[..8], value => value != 0);
        Assert.Equal(new float[6], initial[8..]);
        Assert.Equal(Whole, parts.Compose(Whole, initial, []));
        // W + 4/2 B A, by hand: A = [[1,2,3,4],[0,1,0,0]], B = [[1,0],[0,1],[1,1]].
        float[] shared = [1, 2, 3, 4, 0, 1, 0, 0, 1, 0, 0, 1, 1, 1];
        Assert.Equal([3f, 6, 9, 12, 5, 8, 7, 8, 11, 16, 17, 20, .. Whole[12..]], parts.Compose(Whole, shared, []));
    }

    public static TheoryData<TransferPlan, string> Bad => new()
    {
        { new() { Freeze = ["layers.2.*"] }, "names no tensor" },
        { new() { Freeze = ["*"] }, "nothing that travels" },
        { new() { Freeze = ["layers.0.*"], Personal = ["*"] }, "frozen as well" },
        { new() { Adapters = new() { Targets = ["layers.0.bias"], Rank = 1 } }, "two dimensions" },
        { new() { Adapters = new() { Targets = ["layers.0.weight"], Rank = 4 } }, "at most 3" },
        { new() { Adapters = new() { Targets = ["layers.0.weight"], Rank = 0 } }, "rank of 1 or more" },
        { new() { Adapters = new() { Targets = ["layers.0.weight"], Rank = 1, Alpha = 0 } }, "positive alpha" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Of_APlanThatDoesNotFit_IsRefused(TransferPlan plan, string why)
    {
        var refused = Assert.Throws<FederatedException>(() => ModelParts.Of(Model, plan));

        Assert.Equal(ErrorCodes.PlanInvalid, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }
}
