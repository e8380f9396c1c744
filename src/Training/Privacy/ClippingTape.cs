using static TorchSharp.torch;

namespace Federated.Training.Privacy;

/// <summary>What touched a parameter in one forward pass, in order.</summary>
internal sealed class ClippingTape
{
    private readonly List<ClippedSite> sites = [];
    private readonly HashSet<Tensor> touched = new(ReferenceEqualityComparer.Instance);

    /// <summary>The operations in order.</summary>
    public IReadOnlyList<ClippedSite> Sites => sites;

    /// <summary>Notes an operation. The graph starts at the first one: nothing asks for the gradient of a parameter.</summary>
    /// <exception cref="InvalidOperationException">
    /// A parameter is used twice: the squared norm of a sum of gradients is not the sum of their squared norms, so such a layer needs a
    /// site of its own that sees all of its uses.
    /// </exception>
    public void Record(ClippedSite site)
    {
        foreach (var parameter in site.Parameters)
        {
            if (!touched.Add(parameter))
                throw new InvalidOperationException("A parameter is used by two operations of one pass; clip it with one site that knows both.");
        }

        if (!site.Output.requires_grad) site.Output.requires_grad_();
        sites.Add(site);
    }
}
