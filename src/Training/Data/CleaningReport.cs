using System.Globalization;

namespace Federated.Training.Data;

/// <summary>What was read and left out. It stays in the house: in a private run these counts are of nobody else's business.</summary>
/// <param name="Read">Records in the files.</param>
/// <param name="Duplicates">Left out, being equal to an earlier one.</param>
/// <param name="WithoutLabel">Left out for want of a label or target.</param>
/// <param name="RepeatedIdentifiers">Left out, an earlier one being about the same person.</param>
public readonly record struct CleaningReport(long Read, long Duplicates, long WithoutLabel, long RepeatedIdentifiers)
{
    /// <summary>For people.</summary>
    public override string ToString()
    {
        (long Count, string Why)[] parts = [(Duplicates, "duplicates"), (WithoutLabel, "without a label"), (RepeatedIdentifiers, "further records of the same identifier")];
        var left = string.Join(", ", parts.Where(part => part.Count > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Count} {part.Why}")));
        return string.Create(CultureInfo.InvariantCulture, $"{Read} records read{(left.Length > 0 ? $", left out: {left}" : string.Empty)}");
    }
}
