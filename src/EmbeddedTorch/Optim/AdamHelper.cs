using TorchSharp.Shim;

namespace TorchSharp.Modules;

/// <summary>The step that Adam and AdamW share: means of the gradient and of its square, corrected for their start at zero.</summary>
public abstract class AdamHelper : OptimizerHelper
{
    private readonly double beta1;
    private readonly double beta2;
    private readonly double eps;
    private readonly bool amsgrad;
    private readonly torch.Tensor?[] means;
    private readonly torch.Tensor?[] squares;
    private readonly torch.Tensor?[] largest;
    private readonly long[] steps;

    private protected AdamHelper(
        IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize, bool decayIsDecoupled)
        : base(parameters, lr, weight_decay, maximize, decayIsDecoupled)
    {
        Require(eps >= 0, $"Invalid eps: {eps}");
        Require(beta1 is >= 0 and < 1, $"Invalid beta1: {beta1}");
        Require(beta2 is >= 0 and < 1, $"Invalid beta2: {beta2}");
        (this.beta1, this.beta2, this.eps, this.amsgrad) = (beta1, beta2, eps, amsgrad);
        (means, squares, largest) = (Store(), Store(), Store());
        steps = new long[All.Count];
    }

    private protected override void Update(int[] indices, torch.Tensor[] tensors, torch.Tensor[] grads)
    {
        var first = Kept(means, indices);
        var second = Kept(squares, indices);
        Operators.ForeachMulScalarTo.CallInPlace(Argument.List(first), beta1);
        Operators.ForeachAddTo.CallInPlace(Argument.List(first), Argument.List(grads), 1 - beta1);
        Operators.ForeachMulScalarTo.CallInPlace(Argument.List(second), beta2);
        Operators.ForeachAddCMulTo.CallInPlace(Argument.List(second), Argument.List(grads), Argument.List(grads), 1 - beta2);
        if (amsgrad)
        {
            var most = Kept(largest, indices);
            Operators.ForeachMaximumTo.CallInPlace(Argument.List(most), Argument.List(second));
            second = most;
        }
        EachStep(steps, indices, (step, chosen) => Apply(step, chosen(tensors), chosen(first), chosen(second)));
    }

    private void Apply(long step, torch.Tensor[] tensors, torch.Tensor[] first, torch.Tensor[] second)
    {
        var denominators = Operators.ForeachSqrt.CallList(Argument.List(second));
        Operators.ForeachDivScalarTo.CallInPlace(Argument.List(denominators), Math.Sqrt(1 - Math.Pow(beta2, step)));
        Operators.ForeachAddScalarTo.CallInPlace(Argument.List(denominators), eps);
        Operators.ForeachAddCDivTo.CallInPlace(
            Argument.List(tensors), Argument.List(first), Argument.List(denominators), -LearningRate / (1 - Math.Pow(beta1, step)));
    }
}
