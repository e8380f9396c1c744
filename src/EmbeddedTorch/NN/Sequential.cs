namespace TorchSharp.Modules
{
#pragma warning disable MA0053 // Open in TorchSharp too.
    /// <summary>Modules applied one after the other. It owns them.</summary>
    public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
#pragma warning restore MA0053
    {
        private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> steps = [];

        internal Sequential(IEnumerable<(string name, torch.nn.Module<torch.Tensor, torch.Tensor> submodule)> modules) : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
            {
                register_module(name, module);
                steps.Add(module);
            }
        }

        public Sequential append(string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module)
        {
            var step = (torch.nn.Module<torch.Tensor, torch.Tensor>)module;
            register_module(name, step);
            steps.Add(step);
            return this;
        }

        public Sequential append(torch.nn.IModule<torch.Tensor, torch.Tensor> module) =>
            append(steps.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), module);

        public int Count => steps.Count;

        public torch.nn.IModule<torch.Tensor, torch.Tensor> this[int index] => steps[index];

        /// <summary>Temporaries between the steps are freed at once, unless autograd holds their memory.</summary>
        public override torch.Tensor forward(torch.Tensor input)
        {
            if (steps.Count == 0) return input.alias();
            var result = steps[0].call(input);
            for (var i = 1; i < steps.Count; i++)
            {
                using var consumed = result;
                result = steps[i].call(consumed);
            }
            return result;
        }

        protected override void RegisterComponents()
        {
            // Registered by the constructor.
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential() => new([]);

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) =>
                new(modules.Select((module, index) => (index.ToString(System.Globalization.CultureInfo.InvariantCulture), module)));
        }
    }
}
