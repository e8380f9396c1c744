using System.Collections;
using System.Globalization;

namespace TorchSharp.Modules
{
    /// <summary>Modules under the names 0, 1, 2, ...; registered when the list itself is.</summary>
    public class ModuleList<T> : torch.nn.Module, IReadOnlyList<T> where T : torch.nn.Module
    {
        private readonly List<T> list;
        private bool registered;

        public ModuleList(params T[] modules) : base("ModuleList") => list = [.. modules];

        public int Count => list.Count;

        public T this[int index] => list[index];

        public void Add(T item)
        {
            list.Add(item);
            if (registered) register_module((list.Count - 1).ToString(CultureInfo.InvariantCulture), item);
        }

        public void append(params T[] parameters)
        {
            foreach (var item in parameters) Add(item);
        }

        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents()
        {
            if (registered) return;
            registered = true;
            for (var i = 0; i < list.Count; i++) register_module(i.ToString(CultureInfo.InvariantCulture), list[i]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
