using System.Runtime.InteropServices;
using Federated.Domain.Errors;
using Federated.Domain.Plans;

namespace Federated.Training.Data.Records;

/// <summary>Gathers examples, leaving out what the plan's cleaning leaves out.</summary>
internal sealed class ExampleBuilder(int width, CleaningPlan cleaning, bool hasTargets)
{
    private readonly List<float> _features = [];
    private readonly List<long> _labels = [];
    private readonly List<float> _targets = [];
    private readonly List<UInt128> _keys = [];
    private readonly List<int> _records = [];
    private readonly HashSet<UInt128> _contents = [];
    private readonly HashSet<UInt128> _people = [];
    private CleaningReport _report;

    internal void Count() => _report = _report with { Read = _report.Read + 1 };

    internal void LeaveOutWithoutLabel() => _report = _report with { WithoutLabel = _report.WithoutLabel + 1 };

    internal void Add(List<float> inputs, long label, float? target, UInt128? person)
    {
        var content = ExampleKey.OfContent(CollectionsMarshal.AsSpan(inputs), label, target);
        if (IsLeftOut(content, person))
            return;
        _features.AddRange(inputs);
        Keep(label, target, person ?? content);
    }

    /// <summary>All rows of a document, which belong together.</summary>
    internal void AddDocument(IEnumerable<int[]> rows, UInt128 key, UInt128? person)
    {
        if (IsLeftOut(key, person))
            return;
        foreach (var row in rows)
        {
            foreach (var token in row)
                _features.Add(token);
            Keep(0, null, key);
        }
    }

    internal ExampleSet Build(string nothing)
    {
        if (_labels.Count == 0)
        {
            throw new FederatedException(ErrorCodes.DataUnreadable, _report.Read == 0
                ? nothing
                : $"{nothing} Of {_report.Read} records none is left: {_report}.");
        }

        return new(new Dataset([.. _features], width, [.. _labels], hasTargets ? [.. _targets] : null), [.. _keys], _report, [.. _records]);
    }

    private bool IsLeftOut(UInt128 content, UInt128? person)
    {
        if (cleaning.DropDuplicates && !_contents.Add(content))
        {
            _report = _report with { Duplicates = _report.Duplicates + 1 };
            return true;
        }

        if (!cleaning.OnePerIdentifier || person is not { } one || _people.Add(one))
            return false;
        _report = _report with { RepeatedIdentifiers = _report.RepeatedIdentifiers + 1 };
        return true;
    }

    private void Keep(long label, float? target, UInt128 key)
    {
        _labels.Add(label);
        if (hasTargets)
            _targets.Add(target!.Value);
        _keys.Add(key);
        _records.Add((int)(_report.Read - 1));
    }
}
