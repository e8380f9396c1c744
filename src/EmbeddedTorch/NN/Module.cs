using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Parameters, buffers and submodules by name, in the order of registration, which is PyTorch's.</summary>
        public partial class Module : IDisposable
        {
            private readonly List<(string name, Parameter parameter)> parameterList = [];
            private readonly List<(string name, Tensor buffer, bool persistent)> bufferList = [];
            private readonly List<(string name, Module module)> moduleList = [];
            private readonly string name;
            private bool training_ = true;

            protected Module(string name) => this.name = name;

            public virtual bool training => training_;

            public virtual string GetName() => name;

            public virtual void train(bool train = true)
            {
                training_ = train;
                foreach (var (_, module) in named_children()) module.train(train);
            }

            public virtual void eval() => train(train: false);

            /// <summary>Drops the gradients, or zeroes them when told to keep them.</summary>
            public virtual unsafe void zero_grad(bool set_to_none = true)
            {
                var tensors = parameters().ToArray();
                if (set_to_none)
                {
                    fixed (nint* handles = Array.ConvertAll(tensors, tensor => tensor.Handle))
                        Failure.Check(Methods.ft_set_grads(handles, tensors.Length, 0));
                    GC.KeepAlive(tensors);
                    return;
                }
                foreach (var tensor in tensors)
                {
                    using var grad = tensor.grad;
                    grad?.zero_();
                }
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => moduleList;

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                // A parameter that is registered twice, as tied weights are, counts once.
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var own in parameterList)
                {
                    if (seen.Add(own.parameter)) yield return own;
                }
                if (!recurse) yield break;
                foreach (var (prefix, module) in named_children())
                {
                    foreach (var (suffix, parameter) in module.named_parameters())
                    {
                        if (seen.Add(parameter)) yield return ($"{prefix}.{suffix}", parameter);
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var own in bufferList)
                {
                    if (own.persistent || include_nonpersistent) yield return (own.name, own.buffer);
                }
                if (!recurse) yield break;
                foreach (var (prefix, module) in named_children())
                {
                    foreach (var (suffix, buffer) in module.named_buffers(recurse: true, include_nonpersistent))
                        yield return ($"{prefix}.{suffix}", buffer);
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                named_children().Concat(named_children().SelectMany(child =>
                    child.module.named_modules().Select(inner => ($"{child.name}.{inner.name}", inner.module))));

            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            public virtual void register_parameter(string name, Parameter param)
            {
                if (parameterList.Exists(p => string.Equals(p.name, name, StringComparison.Ordinal)))
                    throw new InvalidOperationException($"Parameter '{name}' is already registered.");
                param.DetachFromDisposeScope();
                parameterList.Add((name, param));
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (bufferList.Exists(b => string.Equals(b.name, name, StringComparison.Ordinal)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                tensor.DetachFromDisposeScope();
                bufferList.Add((name, tensor, persistent));
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_module(string name, Module submodule)
            {
                if (moduleList.Exists(m => string.Equals(m.name, name, StringComparison.Ordinal)))
                    throw new InvalidOperationException($"Sub-module '{name}' is already registered.");
                submodule.RegisterComponents();
                moduleList.Add((name, submodule));
            }

            /// <summary>Registers the fields of a module of one's own; called at the end of its constructor.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                {
                    if (moduleList.Exists(m => string.Equals(m.name, field.Name, StringComparison.Ordinal))
                        || parameterList.Exists(p => string.Equals(p.name, field.Name, StringComparison.Ordinal))
                        || bufferList.Exists(b => string.Equals(b.name, field.Name, StringComparison.Ordinal)))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter when !parameterList.Exists(p => ReferenceEquals(p.parameter, parameter)):
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor when tensor is not Modules.Parameter && !bufferList.Exists(b => ReferenceEquals(b.buffer, tensor)):
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
            }

            public void Dispose()
            {
                Dispose(disposing: true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, parameter) in parameterList) parameter.Dispose();
                foreach (var (_, buffer, _) in bufferList) buffer.Dispose();
                foreach (var (_, module) in moduleList) module.Dispose();
            }
        }
    }
}
