using Federated.Domain.Models;
using Federated.Training.Data;

namespace Federated.ConsoleApp.Samples.Catalog;

/// <summary>
/// A made data set of users and items: tastes of four dimensions and a popularity, both drawn once from seed 7. A user takes
/// <see cref="Taken"/> different items, each drawn with a probability in proportion to exp(3 taste . item + popularity / 2); one of
/// them is held out. There is something to find that popularity alone does not tell, because it was put in.
/// </summary>
internal static class TasteModel
{
    internal const int Users = 300;
    internal const int Items = 200;
    internal const string Source = "made here, seed 7: 300 users of 200 items, 20 each, from tastes of four dimensions and a popularity";
    private const int Taken = 20;
    private const int Tastes = 4;
    private const double Strength = 3;
    private const double Renown = 0.5;
    private const ulong DataSeed = 7;

    /// <summary>Pairs of user and item that were taken, and one of each user that is held out. Every label is 1.</summary>
    internal static (Dataset Training, Dataset HeldOut) Make()
    {
        var random = new SeededRandom(DataSeed);
        var users = Directions(random, Users);
        var items = Directions(random, Items);
        double[] popularity = [.. Enumerable.Range(0, Items).Select(_ => Normal(random))];
        var (training, heldOut) = (new List<float>(), new List<float>());
        for (var user = 0; user < Users; user++)
        {
            var weights = new double[Items];
            for (var item = 0; item < Items; item++)
                weights[item] = Math.Exp((Strength * Product(users[user], items[item])) + (Renown * popularity[item]));
            for (var taken = 0; taken < Taken; taken++)
            {
                var item = Draw(random, weights);
                weights[item] = 0;
                (taken == 0 ? heldOut : training).AddRange([user, item]);
            }
        }

        return (Pairs(training), Pairs(heldOut));
    }

    private static Dataset Pairs(List<float> values)
    {
        var labels = new long[values.Count / 2];
        Array.Fill(labels, 1);
        return new([.. values], 2, labels);
    }

    private static double[][] Directions(SeededRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        double[] direction = [.. Enumerable.Range(0, Tastes).Select(_ => Normal(random))];
        var length = Math.Sqrt(Product(direction, direction));
        return Array.ConvertAll(direction, value => value / length);
    })];

    private static double Product(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static int Draw(SeededRandom random, double[] weights)
    {
        var rest = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            rest -= weights[i];
            if (rest < 0)
                return i;
        }

        return Array.FindLastIndex(weights, weight => weight > 0);
    }

    // Box and Muller; 1 - u is never 0.
    private static double Normal(SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
