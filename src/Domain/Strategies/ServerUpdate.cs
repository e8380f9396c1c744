using Federated.Domain.Aggregation;
using Federated.Domain.Errors;
using Federated.Domain.Models;

namespace Federated.Domain.Strategies;

/// <summary>
/// One step of a strategy from stored model and moments to the next ones, a piece at a time: memory is a few megabytes, whatever the model.
/// The bytes written do not depend on how they are cut.
/// </summary>
public sealed class ServerUpdate : IDisposable
{
    /// <summary>Parameters of a piece; a multiple of the batch in which noise is drawn.</summary>
    public const int DefaultPieceLength = 1 << 16;

    private readonly IServerStrategy _strategy;
    private readonly ModelFileReader _base;
    private readonly ServerStateReader? _before;
    private readonly IMean _mean;
    private readonly ModelFileWriter _model;
    private readonly ServerStateWriter _state;
    private readonly int _parameters;
    private readonly (string Name, Func<double> Value)? _beside;

    /// <summary>Reads the headers and checks that all fits together.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="model">The model's layout.</param>
    /// <param name="published">The layout of what is published.</param>
    /// <param name="baseModel">The model file that the members trained from.</param>
    /// <param name="state">The stored state after the last step, or null at first.</param>
    /// <param name="mean">What the strategy steps along.</param>
    /// <param name="beside">One more value to be stored with the state, asked for when all else is done; null for none.</param>
    /// <exception cref="ArgumentException">The mean has another length.</exception>
    /// <exception cref="FederatedException">FED-1505 for the model; FED-1603 when the state is not this strategy's.</exception>
    public ServerUpdate(
        IServerStrategy strategy, ParameterLayout model, ParameterLayout published, IByteSource baseModel, IByteSource? state, IMean mean,
        (string Name, Func<double> Value)? beside = null)
    {
        (_strategy, _mean, _parameters, _beside) = (strategy, mean, model.ParameterCount, beside);
        var shape = strategy.Shape;
        var wanted = (shape.HasControls ? 2L : 1L) * _parameters + shape.Scalars;
        if (mean.Dimension != wanted)
            throw new ArgumentException($"Got a pseudo-gradient of {mean.Dimension} values, wanted {wanted} for {_parameters} parameters.", nameof(mean));
        _base = new(baseModel, model);
        _before = state is null ? null : new ServerStateReader(state);
        foreach (var moment in shape.Moments)
            _before?.Has(moment, _parameters);
        _model = new(published);
        var vectors = shape.Moments.Select(moment => (moment.Name, _parameters));
        _state = new((_before?.Step ?? 0) + 1, beside is var (name, _) ? vectors.Append((name, 1)) : vectors);
    }

    /// <summary>The length of the next model's file.</summary>
    public long ModelLength => _model.Length;

    /// <summary>The length of the next state's file.</summary>
    public long StateLength => _state.Length;

    /// <summary>Takes the step. To be called once.</summary>
    /// <param name="model">Where the next model's file goes.</param>
    /// <param name="state">Where the next state goes.</param>
    /// <param name="pieceLength">Parameters at a time.</param>
    /// <exception cref="FederatedException">FED-1307 when a parameter of the next model would not be finite.</exception>
    public void Write(IByteSink model, IByteSink state, int pieceLength = DefaultPieceLength)
    {
        var shape = _strategy.Shape;
        _model.WriteHeader(model);
        _state.WriteHeader(state);
        var scalars = new double[shape.Scalars];
        _mean.Read(_parameters, scalars);
        pieceLength = Math.Min(pieceLength, _parameters);
        var (from, next, published) = (new float[pieceLength], new float[pieceLength], new float[shape.HasControls ? pieceLength : 0]);
        var (mean, controls) = (new double[pieceLength], new double[shape.HasControls ? pieceLength : 0]);
        var moments = shape.Moments.Select(_ => new double[pieceLength]).ToArray();
        for (var first = 0; first < _parameters; first += pieceLength)
        {
            var length = Math.Min(pieceLength, _parameters - first);
            _base.Read(first, from.AsSpan(0, length));
            _mean.Read(first, mean.AsSpan(0, length));
            if (shape.HasControls)
                _mean.Read(_parameters + first, controls.AsSpan(0, length));
            for (var moment = 0; moment < moments.Length; moment++)
                ReadMoment(shape.Moments[moment], first, moments[moment].AsSpan(0, length));
            _strategy.Step(new()
            {
                First = first,
                Model = from.AsSpan(0, length),
                Mean = mean.AsSpan(0, length),
                Scalars = scalars,
                Controls = shape.HasControls ? controls.AsSpan(0, length) : [],
                FirstMoment = moments.Length > 0 ? moments[0].AsSpan(0, length) : [],
                SecondMoment = moments.Length > 1 ? moments[1].AsSpan(0, length) : [],
                Next = next.AsSpan(0, length),
                Published = shape.HasControls ? published.AsSpan(0, length) : [],
            });
            _model.Write(model, first, next.AsSpan(0, length));
            if (shape.HasControls)
                _model.Write(model, _parameters + first, published.AsSpan(0, length));
            for (var moment = 0; moment < moments.Length; moment++)
                _state.Write(state, shape.Moments[moment].Name, first, moments[moment].AsSpan(0, length));
        }

        if (_beside is var (name, value))
            _state.Write(state, name, 0, [value()]);
    }

    /// <summary>Wipes what the mean has in memory of its noise.</summary>
    public void Dispose() => (_mean as IDisposable)?.Dispose();

    private void ReadMoment(StrategyMoment moment, int first, Span<double> values)
    {
        if (_before?.Has(moment, _parameters) == true)
            _before.Read(moment.Name, first, values);
        else
            values.Fill(moment.Initial);
    }
}
