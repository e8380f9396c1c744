using Federated.Domain.Errors;
using Federated.Domain.Strategies;
using Federated.Domain.Tests.Models;

namespace Federated.Domain.Tests.Strategies;

public sealed class StrategySpecificationTests
{
    [Theory]
    [InlineData("fedavg", typeof(FedAvg))]
    [InlineData("server-sgd", typeof(ServerSgd))]
    [InlineData("server-adagrad", typeof(ServerAdagrad))]
    [InlineData("server-adam", typeof(ServerAdam))]
    [InlineData("server-yogi", typeof(ServerYogi))]
    [InlineData("fednova", typeof(FedNova))]
    [InlineData("scaffold", typeof(Scaffold))]
    [InlineData("q-fedavg", typeof(QFedAvg))]
    public void Create_KnownKind_GivesThatStrategy(string kind, Type type)
    {
        var strategy = new StrategySpecification(kind, Fairness: kind == "q-fedavg" ? 1 : null).Create();

        Assert.IsType(type, strategy);
        Assert.Equal(kind, strategy.Name);
    }

    public static TheoryData<StrategySpecification> BadSpecifications =>
    [
        new("fedprox"),
        new(null!),
        new("FedAvg"),
        new("fedavg", LearningRate: 0.5),
        new("fedavg", Momentum: 0.9),
        new("server-adam", Momentum: 0.9),
        new("server-sgd", LearningRate: 0),
        new("server-sgd", LearningRate: double.NaN),
        new("server-sgd", LearningRate: double.PositiveInfinity),
        new("server-sgd", Momentum: 1),
        new("server-sgd", Momentum: double.NaN),
        new("server-adam", Beta1: -0.1),
        new("server-adam", Beta2: 1),
        new("server-adam", Epsilon: 0),
        new("fednova", LearningRate: 0),
        new("fednova", Momentum: 0.5),
        new("scaffold", LearningRate: -1),
        new("scaffold", Participation: 0),
        new("q-fedavg"),
        new("q-fedavg", Fairness: -1),
        new("q-fedavg", Fairness: double.NaN),
        new("q-fedavg", LearningRate: 0.5, Fairness: 1),
        new("fedavg", Fairness: 1),
        new("server-adagrad", Momentum: 0.9),
        new("server-adagrad", Beta1: 1),
        new("server-yogi", Beta2: 1),
        new("server-yogi", Epsilon: double.NaN),
    ];

    [Theory]
    [MemberData(nameof(BadSpecifications))]
    public void Create_BadSpecification_IsRefused(StrategySpecification specification) =>
        Refusal.Of(ErrorCodes.PlanInvalid, specification.Create);

    [Theory]
    [InlineData("FedAvgM", "server-sgd")]
    [InlineData("fedadagrad", "server-adagrad")]
    [InlineData("FedAdam", "server-adam")]
    [InlineData("fedYogi", "server-yogi")]
    [InlineData("fedprox", "training.proximalMu")]
    public void Create_NameFromAPaper_SaysHowAPlanSpellsIt(string name, string spelling) =>
        Assert.Contains(spelling, Refusal.Of(ErrorCodes.PlanInvalid, new StrategySpecification(name).Create).Message, StringComparison.Ordinal);
}
