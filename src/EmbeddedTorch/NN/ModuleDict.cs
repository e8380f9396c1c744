using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Modules
{
    /// <summary>Modules by name, in the order of their adding; registered when the dictionary itself is.</summary>
    public class ModuleDict<T> : torch.nn.Module, IEnumerable<(string, T)> where T : torch.nn.Module
    {
        private readonly List<(string Name, T Module)> list = [];
        private bool registered;

        public ModuleDict() : base("ModuleDict")
        {
        }

        public int Count => list.Count;

        public T this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no module '{key}' in the dictionary.");

        public IEnumerable<string> keys() => list.Select(item => item.Name);

        public IEnumerable<T> values() => list.Select(item => item.Module);

        public void Add(string key, T value) => Add((key, value));

        public void Add((string, T) item)
        {
            if (ContainsKey(item.Item1)) throw new ArgumentException($"The module '{item.Item1}' is there already.", nameof(item));
            list.Add(item);
            if (registered) register_module(item.Item1, item.Item2);
        }

        public bool ContainsKey(string key) => TryGetValue(key, out _);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
        {
            value = list.Find(item => string.Equals(item.Name, key, StringComparison.Ordinal)).Module;
            return value is not null;
        }

        public IEnumerator<(string, T)> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents()
        {
            if (registered) return;
            registered = true;
            foreach (var (name, module) in list) register_module(name, module);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static Modules.ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var result = new Modules.ModuleDict<T>();
                foreach (var module in modules) result.Add(module);
                return result;
            }
        }
    }
}
