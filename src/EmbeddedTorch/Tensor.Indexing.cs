using System.Runtime.CompilerServices;
using TorchSharp.Shim;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => index_put_(value, new TensorIndex[] { i1 });
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(i1, i2);
            set => index_put_(value, new TensorIndex[] { i1, i2 });
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(i1, i2, i3);
            set => index_put_(value, new TensorIndex[] { i1, i2, i3 });
        }

        public Tensor index(params Tensor[] indices) => Operators.Index.Call(this, Argument.OptionalList(indices));

        /// <summary>Python's <c>tensor[...]</c>: a view where there is no tensor among the indices.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, gathered) = Viewed(indices);
            return gathered.Exists(index => index is not null) ? Operators.Index.Call(view, Argument.OptionalList([.. gathered])) : view;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => InPlace(Operators.IndexPut, Argument.OptionalList(indices), value);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var (view, gathered) = Viewed(indices);
            if (gathered.Exists(index => index is not null)) Operators.IndexPut.CallInPlace(view, Argument.OptionalList([.. gathered]), value);
            else Operators.CopyTo.CallInPlace(view, value, Argument.Default);
            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filled = full([], value, dtype, device);
            return index_put_(filled, indices);
        }

        /// <summary>The view that all but the tensor indices give, and for each of its dimensions the tensor index or null.</summary>
        private (Tensor View, List<Tensor?> Gathered) Viewed(TensorIndex[] indices)
        {
            var named = indices.Count(index => index.Type is TensorIndex.Kind.Single or TensorIndex.Kind.Slice)
                + indices.Where(index => index.Type == TensorIndex.Kind.Tensor).Sum(index => index.Indices!.dtype == ScalarType.Bool ? index.Indices.dim() : 1);
            var view = this;
            var gathered = new List<Tensor?>();
            var dim = 0L;
            foreach (var index in indices)
            {
                switch (index.Type)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(dim, index.Start!.Value);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                            view = Operators.Slice.Call(view, dim, Optional(index.Start), Optional(index.Stop), index.Step ?? 1);
                        gathered.Add(null);
                        dim++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        for (var skipped = this.dim() - named; skipped > 0; skipped--, dim++) gathered.Add(null);
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(dim++);
                        gathered.Add(null);
                        break;
                    case TensorIndex.Kind.Tensor:
                        gathered.Add(index.Indices);
                        dim += index.Indices!.dtype == ScalarType.Bool ? index.Indices.dim() : 1;
                        break;
                    default:
                        throw new NotSupportedException("An index that is a bool is not part of the embedded subset; index with a tensor of bools.");
                }
            }
            return (ReferenceEquals(view, this) ? alias() : view, gathered);
        }
    }
}
