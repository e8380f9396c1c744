using System.Diagnostics;
using System.Globalization;
using Federated.ClientNode.Training;
using Federated.Domain.Aggregation;
using Federated.Domain.Models;
using Federated.Domain.Updates;
using Federated.Protocol.Work;

namespace Federated.RoundOverhead;

/// <summary>Trains nothing: says when it was asked, and returns the same numbers every time.</summary>
internal sealed class FixedTrainer : IPlanTrainer
{
    private ParameterLayout? _layout;
    private float[] _delta = [];

    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{assignment.Run} {assignment.Round} {Stopwatch.GetTimestamp()}"));
        if (_layout is null)
        {
            _layout = assignment.Plan.Model.ToSpecification().Layout;
            _delta = new float[_layout.ParameterCount];
            for (var i = 0; i < _delta.Length; i++)
                _delta[i] = (i % 1000 - 500) * 1e-6f;
        }

        var metadata = new UpdateMetadata(assignment.Run, assignment.Round, _layout.Hash, UpdateFile.Float32Codec, FixedPointFormat.WeightOne);
        return new(UpdateFile.Write(metadata, _layout, _delta), FixedPointFormat.WeightOne, "trained nothing");
    }
}
