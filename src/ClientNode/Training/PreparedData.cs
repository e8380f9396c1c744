using Federated.Training.Data;

namespace Federated.ClientNode.Training;

/// <summary>The partner's data as torch keeps them, so that many cheap rounds do not copy them each time.</summary>
public sealed class PreparedData : IDisposable
{
    private PreparedDataset? _prepared;

    /// <summary>The prepared form of a data set; made anew only when it is another one.</summary>
    public PreparedDataset Of(Dataset data)
    {
        if (_prepared is not null && ReferenceEquals(_prepared.Dataset, data))
            return _prepared;
        _prepared?.Dispose();
        return _prepared = new(data);
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared?.Dispose();
}
