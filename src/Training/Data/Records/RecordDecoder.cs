using System.Collections.Frozen;
using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Training.Data.Tokens;

namespace Federated.Training.Data.Records;

/// <summary>Turns records of named fields into examples as a plan's data section says: one rule for every format that has fields.</summary>
internal sealed class RecordDecoder
{
    private readonly DataPlan _data;
    private readonly Pseudonyms _pseudonyms;
    private readonly FeatureDecoder[] _features;
    private readonly FeatureDecoder? _target;
    private readonly FrozenDictionary<string, long> _classes;
    private readonly TokenRows? _rows;
    private readonly ExampleBuilder _builder;
    private readonly List<float> _inputs = [];
    private readonly int _label = -1, _targetField = -1, _text = -1, _identifier = -1;

    internal RecordDecoder(DataPlan data, Pseudonyms pseudonyms, Tokenizer? tokenizer)
    {
        _data = data;
        _pseudonyms = pseudonyms;
        _features = [.. data.Features.Select(feature => new FeatureDecoder(feature))];
        _target = data.Target is null ? null : new(data.Target);
        _classes = data.Classes.Select((name, i) => (name, i)).ToFrozenDictionary(c => c.name, c => (long)c.i, StringComparer.Ordinal);
        _rows = data.Text is null ? null : new(data.Text, tokenizer!);
        var fields = data.Features.Select(feature => feature.Name).ToList();
        int Place(string? name)
        {
            if (name is null)
                return -1;
            fields.Add(name);
            return fields.Count - 1;
        }

        _label = Place(data.Label);
        _targetField = Place(data.Target?.Name);
        _text = Place(data.Text?.Field);
        _identifier = Place(data.Identifier);
        Fields = fields;
        var predictsNext = data.Text is not null && data.Label is null && data.Target is null;
        _builder = new(data.Text is null ? data.Width : data.Text.Length + (predictsNext ? 1 : 0), data.Cleaning ?? new(), _target is not null);
    }

    /// <summary>The fields that a record must hold, in the order of <see cref="Add"/>.</summary>
    internal IReadOnlyList<string> Fields { get; }

    /// <summary>Refuses a plan that says too little about named fields.</summary>
    internal static void CheckDeclared(DataPlan data, string path, string kind)
    {
        if (data.Features.IsEmpty && data.Text?.Field is null)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"The plan declares no columns, and '{path}' is a {kind} file, which has nothing else. Have the plan declare data.features or data.text.field, or point the node at data of another kind with 'fed-node data'.");
        }

        if (data.Label is null && data.Target is null && data.Unlabelled is null && data.Text is null)
        {
            throw new FederatedException(ErrorCodes.DataMismatch,
                $"The plan names no label and no target, and '{path}' is a {kind} file. Have the plan name one with data.label and data.classes, or with data.target, or say data.unlabelled.");
        }

        if (data.Label is not null && data.Classes.IsEmpty)
            throw new FederatedException(ErrorCodes.DataMismatch, $"The plan names the label '{data.Label}' and no data.classes. Have it list the values of the label.");
    }

    /// <summary>Takes one record.</summary>
    /// <param name="fields">The texts of <see cref="Fields"/>; null for a missing value.</param>
    /// <param name="place">Where it stands.</param>
    internal void Add(ReadOnlySpan<string?> fields, RecordPlace place)
    {
        _builder.Count();
        UInt128? person = _identifier < 0 ? null : Person(fields[_identifier], place);
        if ((_label < 0 ? 0 : Label(fields[_label], place)) is not { } label || (_targetField >= 0 && IsLeftOut(fields[_targetField])))
        {
            _builder.LeaveOutWithoutLabel();
            return;
        }

        float? target = _target?.Number(fields[_targetField], place.Refusal(_targetField, _target.Name));
        if (_rows is null)
        {
            _inputs.Clear();
            for (var i = 0; i < _features.Length; i++)
                _features[i].Decode(fields[i], i, place, _inputs);
            _builder.Add(_inputs, label, target, person);
            return;
        }

        if (fields[_text] is not { } text || string.IsNullOrWhiteSpace(text))
            throw place.Refuse(ErrorCodes.DataMismatch, _text, Fields[_text], "the text is missing or blank. Fill it in, or leave the line out", null);
        if (_label >= 0 || _target is not null)
        {
            _rows.Fill(text, _inputs);
            _builder.Add(_inputs, label, target, person);
        }
        else
        {
            _builder.AddDocument(_rows.Windows(text), person ?? ExampleKey.OfDocument(Encoding.UTF8.GetBytes(text)), person);
        }
    }

    /// <summary>The examples.</summary>
    /// <exception cref="FederatedException">FED-1501 when there are none.</exception>
    internal ExampleSet Build(string nothing) => _builder.Build(nothing);

    private bool IsLeftOut(string? field) => _data.Cleaning is { DropMissingLabels: true } && FeatureDecoder.IsMissing(field.AsSpan().Trim());

    private long? Label(string? field, RecordPlace place)
    {
        var text = field?.Trim() ?? string.Empty;
        if (_classes.TryGetValue(text, out var label))
            return label;
        if (IsLeftOut(text))
            return null;
        throw place.Refuse(ErrorCodes.DataMismatch, _label, _data.Label!,
            $"the label is none of the declared classes ({string.Join(", ", _data.Classes)}). Correct the line, or declare the class", field);
    }

    private UInt128 Person(string? field, RecordPlace place) => field?.Trim() is { Length: > 0 } text
        ? _pseudonyms.Of(text)
        : throw place.Refuse(ErrorCodes.DataMismatch, _identifier, _data.Identifier!, "the identifier is missing. Fill it in, or leave the line out", null);
}
