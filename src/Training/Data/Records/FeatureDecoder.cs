using System.Collections.Frozen;
using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Training.Data.Records;

/// <summary>Turns the text of one field into model inputs as its declaration says, or refuses it.</summary>
internal sealed class FeatureDecoder
{
    private readonly FeatureRange _feature;
    private readonly FrozenDictionary<string, int>? _categories;

    internal FeatureDecoder(FeatureRange feature)
    {
        _feature = feature;
        _categories = feature.IsCategory
            ? feature.Categories!.Value.Select((text, i) => (text, i)).ToFrozenDictionary(c => c.text, c => c.i, StringComparer.Ordinal)
            : null;
    }

    internal string Name => _feature.Name;

    /// <summary>True for what stands for no value at all.</summary>
    internal static bool IsMissing(ReadOnlySpan<char> text) => text is "" or "NA" or "NaN" or "?";

    /// <summary>Appends the field's inputs.</summary>
    internal void Decode(string? field, int index, RecordPlace place, List<float> inputs)
    {
        if (_categories is null)
            inputs.Add(Number(field, place.Refusal(index, Name)));
        else
            Category(field, index, place, inputs);
    }

    /// <summary>The value of a number; null is a missing one.</summary>
    internal float Number(string? field, Refusal refuse)
    {
        var text = field.AsSpan().Trim();
        if (IsMissing(text))
        {
            return _feature.Missing switch
            {
                FeatureRange.Constant => (float)_feature.MissingValue!.Value,
                FeatureRange.MeanOfRange => (float)(_feature.Minimum + ((_feature.Maximum - _feature.Minimum) / 2)),
                _ => throw refuse(ErrorCodes.DataMismatch,
                    "the value is missing, and the plan does not say what stands in for it. Fill it in, or leave the line out", field),
            };
        }

        // The parser of .NET lets trailing zero characters pass.
        if (text.Contains('\0') || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw refuse(ErrorCodes.DataUnreadable, "the value is not a number with a decimal point. Correct it", field);
        return Checked(value, field, refuse);
    }

    /// <summary>A number that is finite and in its range, or cut to it.</summary>
    internal float Checked(double value, string? text, Refusal refuse)
    {
        if (!float.IsFinite((float)value))
            throw refuse(ErrorCodes.DataUnreadable, "the value is not finite in single precision. Correct it", text);
        if (_feature.Type == FeatureRange.IntegerType && value != Math.Floor(value))
            throw refuse(ErrorCodes.DataMismatch, "the value is not a whole number. Correct it", text);
        if (value >= _feature.Minimum && value <= _feature.Maximum)
            return (float)value;
        return _feature.Outside == FeatureRange.Clip
            ? (float)Math.Clamp(value, _feature.Minimum, _feature.Maximum)
            : throw refuse(ErrorCodes.DataMismatch, string.Create(CultureInfo.InvariantCulture,
                $"the value is outside the declared range {_feature.Minimum} to {_feature.Maximum}. Correct it, or check the unit"), text);
    }

    private void Category(string? field, int index, RecordPlace place, List<float> inputs)
    {
        var text = field?.Trim() ?? string.Empty;
        if (!_categories!.TryGetValue(text, out var position))
        {
            var missing = IsMissing(text);
            if ((missing ? _feature.Missing : _feature.Outside) != FeatureRange.Zeros)
            {
                throw place.Refuse(ErrorCodes.DataMismatch, index, Name, missing
                    ? "the category is missing, and the plan does not say what stands in for it. Fill it in, or leave the line out"
                    : $"the value is none of the declared categories ({string.Join(", ", _feature.Categories!.Value.Take(20))}{(_categories.Count > 20 ? ", ..." : string.Empty)}). Correct it, or have the plan declare it", field);
            }

            position = -1;
        }

        if (_feature.Encoding == FeatureRange.Index)
        {
            inputs.Add(position);
            return;
        }

        for (var i = 0; i < _categories.Count; i++)
            inputs.Add(i == position ? 1 : 0);
    }
}
