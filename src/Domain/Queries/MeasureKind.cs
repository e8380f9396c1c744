namespace Federated.Domain.Queries;

/// <summary>What one sum of an evaluation is a sum of.</summary>
internal enum MeasureKind
{
    /// <summary>1 for every example.</summary>
    Examples,

    /// <summary>1 for every example that is taken for its own class.</summary>
    Correct,

    /// <summary>1 in the cell of the example's class and that it is taken for.</summary>
    Confusion,

    /// <summary>The example's loss, over all tokens of a row.</summary>
    Loss,

    /// <summary>1 in the bin of the example's probability of a class: first the bins of examples of other classes, then those of the class's own.</summary>
    Scores,

    /// <summary>The number of tokens to be predicted.</summary>
    Tokens,

    /// <summary>The number of tokens that are predicted.</summary>
    CorrectTokens,

    /// <summary>The squared error.</summary>
    SquaredError,

    /// <summary>The absolute error.</summary>
    AbsoluteError,

    /// <summary>The target, measured from the middle of its range.</summary>
    Target,

    /// <summary>The square of that.</summary>
    SquaredTarget,
}
