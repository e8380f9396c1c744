using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<in T, out TResult>
        {
            TResult call(T input1);
        }

        /// <summary>Parameters and submodules by name, in the order of registration, which is PyTorch's.</summary>
        public class Module : IDisposable
        {
            private readonly List<(string name, Parameter parameter)> parameterList = [];
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
                foreach (var own in parameterList) yield return own;
                if (!recurse) yield break;
                foreach (var (prefix, module) in named_children())
                {
                    foreach (var (suffix, parameter) in module.named_parameters())
                        yield return ($"{prefix}.{suffix}", parameter);
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            public virtual void register_parameter(string name, Parameter param)
            {
                if (parameterList.Exists(p => string.Equals(p.name, name, StringComparison.Ordinal)))
                    throw new InvalidOperationException($"Parameter '{name}' is already registered.");
                param.DetachFromDisposeScope();
                parameterList.Add((name, param));
            }

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
                        || parameterList.Exists(p => string.Equals(p.name, field.Name, StringComparison.Ordinal)))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter when !parameterList.Exists(p => ReferenceEquals(p.parameter, parameter)):
                            register_parameter(field.Name, parameter);
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
                foreach (var (_, module) in moduleList) module.Dispose();
            }
        }

        public abstract class Module<T, TResult> : Module, IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }
    }
}
