using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Mechanisms;
using Federated.Domain.Tests.Models;
using static Federated.Domain.Tests.Privacy.Noise.NoiseCases;

namespace Federated.Domain.Tests.Privacy.Mechanisms;

public sealed class SumQueryTests
{
    [Fact]
    public void Sensitivity_ReferenceCases_Agree()
    {
        var cases = Read("sensitivity");
        Assert.Equal(2, cases.Count);
        foreach (var item in cases)
        {
            var weights = item["params"]!["weights"]!.AsArray().Select(node => (long)node!).ToArray();
            var query = new SumQuery((double)item["params"]!["clip"]!, weights.Max() * FixedPointFormat.WeightOne, (double)item["params"]!["fixed_denominator"]!);
            query.Validate();
            var expected = item["expected"]!;
            Assert.Equal(Fraction("add_remove_fixed_denominator"), query.Sensitivity(Neighbouring.AddOrRemove));
            Assert.Equal(Fraction("replace_one_fixed_denominator"), query.Sensitivity(Neighbouring.ReplaceOne));
            Assert.Equal(Fraction("add_remove_actual_weight_sum"), query.SensitivityOverClampedWeight(weights.Sum()));
            Assert.Equal(Fraction("replace_one_actual_weight_sum"), query.SensitivityOverClampedWeight(weights.Sum()));
            Assert.Equal(Fraction("noise_std_for_z1_fixed_add_remove"), query.NoiseDeviation(1, Neighbouring.AddOrRemove));
            // The deviation of a framework that leaves weights out is too small as soon as they differ.
            Assert.True(Fraction("flower_std_for_z1") <= query.NoiseDeviation(1, Neighbouring.AddOrRemove));

            double Fraction(string name)
            {
                var parts = expected[name]!.ToString().Split('/');
                return double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) / (parts.Length > 1 ? double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 1);
            }
        }
    }

    [Fact]
    public void CapWeight_DeclaredCount_IsCutToTheCap()
    {
        var query = new SumQuery(1, 3 * FixedPointFormat.WeightOne, 10);
        Assert.Equal(3 * FixedPointFormat.WeightOne, query.CapWeight(long.MaxValue));
        Assert.Equal(5, query.CapWeight(5));
        Refusal.Of(ErrorCodes.UpdateWeightInvalid, () => query.CapWeight(0));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(1, 1, double.PositiveInfinity)]
    public void Validate_BadNumber_IsRefused(double clip, long weight, double denominator) =>
        Refusal.Of(ErrorCodes.PlanInvalid, () => new SumQuery(clip, weight, denominator).Validate());
}
