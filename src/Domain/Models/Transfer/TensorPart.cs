namespace Federated.Domain.Models.Transfer;

/// <summary>What becomes of a tensor in a run.</summary>
public enum TensorPart
{
    /// <summary>Trained together: it travels.</summary>
    Shared,

    /// <summary>Stays as it is in the base.</summary>
    Frozen,

    /// <summary>Stays as it is in the base, with an adapter on it, which travels.</summary>
    Adapted,

    /// <summary>Trained by each partner for itself.</summary>
    Personal,
}
