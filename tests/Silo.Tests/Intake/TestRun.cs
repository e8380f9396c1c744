using System.Text;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Plans;
using Federated.Domain.Plans.Kinds;
using Federated.Domain.Rounds;
using Federated.Domain.Updates;

namespace Federated.Silo.Tests.Intake;

/// <summary>A small run: five inputs, three classes, 18 parameters.</summary>
internal static class TestRun
{
    public static RunPlan Plan(int cohort = 1, int rounds = 1, int? quorum = null) => new()
    {
        Name = "test",
        Model = new() { Kind = ModelKinds.Logistic, Inputs = 5, Outputs = 3 },
        Privacy = new() { Mode = PrivacyPlan.None },
        Cohort = new() { Size = cohort, Quorum = quorum ?? cohort },
        Rounds = rounds,
        CoordinateBound = 100,
    };

    public static string Json(RunPlan plan) => Encoding.UTF8.GetString(RunPlanFile.Canonical(plan));

    public static ParameterLayout Layout => Plan().Model.ToSpecification().Layout;

    public static float[] Values(float first = 0.5f) => [.. Enumerable.Range(0, Layout.ParameterCount).Select(i => first + i)];

    public static byte[] Update(RoundId round, float[]? values = null, long weightUnits = FixedPointFormat.WeightOne) => UpdateFile.Write(
        new(round.Run, round.Number, Layout.Hash, UpdateFile.Float32Codec, weightUnits), Layout, values ?? Values());
}
