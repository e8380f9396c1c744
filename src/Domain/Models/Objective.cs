namespace Federated.Domain.Models;

/// <summary>What training lowers.</summary>
public enum Objective
{
    /// <summary>Softmax cross-entropy of a class label; as many outputs as classes.</summary>
    CrossEntropy,

    /// <summary>Logistic loss of a label 0 or 1; one output, a logit.</summary>
    BinaryCrossEntropy,

    /// <summary>Mean squared error against real targets.</summary>
    MeanSquaredError,

    /// <summary>Mean absolute error against real targets.</summary>
    MeanAbsoluteError,

    /// <summary>Huber loss with threshold 1 against real targets (Huber, "Robust Estimation of a Location Parameter", 1964).</summary>
    Huber,

    /// <summary>Mean squared error against the inputs themselves: autoencoders.</summary>
    Reconstruction,

    /// <summary>Cross-entropy of every next token of a sequence, padding (0) left out: language models.</summary>
    NextToken,

    /// <summary>A generator and a discriminator against each other (Goodfellow et al., 1406.2661, the non-saturating loss): generative adversarial networks.</summary>
    Adversarial,
}
