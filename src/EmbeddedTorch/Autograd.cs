using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] outs = Handles(outputs), ins = Handles(inputs), grads = Handles(grad_outputs), results = new nint[inputs.Count];
            fixed (nint* o = outs, i = ins, g = grads, r = results)
            {
                Failure.Check(Methods.ft_grad(
                    o, outs.Length, i, ins.Length, g, grads.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, handle => handle == 0 ? null! : new Tensor(handle, 0));
        }

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] roots = Handles(tensors), grads = Handles(grad_tensors), ins = Handles(inputs);
            fixed (nint* r = roots, g = grads, i = ins)
                Failure.Check(Methods.ft_backward(r, roots.Length, g, grads.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, i, ins.Length));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null or { Count: 0 }) return [];
            var handles = new nint[tensors.Count];
            for (var i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
            return handles;
        }
    }
}
