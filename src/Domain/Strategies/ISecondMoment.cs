namespace Federated.Domain.Strategies;

/// <summary>How an adaptive server optimiser follows the square of its gradient.</summary>
internal interface ISecondMoment
{
    /// <summary>v after a step with gradient D in this coordinate; not negative when v was not.</summary>
    double Next(double second, double gradient);
}
