using Federated.Domain.Models;
using Federated.Domain.Models.Layers;
using Federated.Training.Data;
using Federated.Training.Randomness;

namespace Federated.Training.Trainers;

/// <summary>
/// Pairs that nobody took, beside those that somebody did (He et al., 1708.05031, section 4.1): for each example of label 1, items drawn
/// uniformly among those that its user has no example with at this partner. Examples of label 0 stay as they are.
/// </summary>
internal sealed class NegativePairs
{
    private readonly Dataset taken;
    private readonly int items;
    private readonly int each;
    private readonly HashSet<(int User, int Item)> known = [];
    private readonly Dictionary<int, int> perUser = [];

    internal NegativePairs(ModelSpecification model, Dataset taken, int each)
    {
        (this.taken, this.each) = (taken, each);
        items = ((MatrixFactorisationLayer)model.Layers[0].Layer).Items;
        for (var i = 0; i < taken.Count; i++)
        {
            var row = taken.Row(i);
            if (known.Add(((int)row[0], (int)row[1])))
                perUser[(int)row[0]] = perUser.GetValueOrDefault((int)row[0]) + 1;
        }
    }

    /// <summary>The examples, and behind them the pairs drawn for one epoch.</summary>
    internal Dataset Draw(DeterministicRandom random)
    {
        var features = new List<float>(taken.Features.Length * (each + 1));
        features.AddRange(taken.Features.Span);
        for (var i = 0; i < taken.Count; i++)
        {
            var user = (int)taken.Row(i)[0];
            // Who took every item leaves nothing to draw.
            if (taken.Labels.Span[i] == 0 || perUser[user] >= items)
                continue;
            for (var drawn = 0; drawn < each;)
            {
                var item = random.NextBelow(items);
                if (known.Contains((user, item)))
                    continue;
                features.AddRange([user, item]);
                drawn++;
            }
        }

        var labels = new long[features.Count / 2];
        taken.Labels.Span.CopyTo(labels);
        return new([.. features], 2, labels);
    }
}
