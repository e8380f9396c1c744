namespace TorchSharp.Shim;

internal static partial class Operators
{
    internal static readonly Operator Var = new("var"), VarDims = new("var", "dim"), Std = new("std"), StdDims = new("std", "dim");
    internal static readonly Operator Prod = new("prod"), ProdDim = new("prod", "dim_int");
    internal static readonly Operator AMax = new("amax"), AMin = new("amin");
    internal static readonly Operator ArgMin = new("argmin"), ArgSort = new("argsort");
    internal static readonly Operator AllDim = new("all", "dim"), AnyDim = new("any", "dim");
    internal static readonly Operator Median = new("median");
    internal static readonly Operator LogSumExp = new("logsumexp");
    internal static readonly Operator CumSum = new("cumsum"), CumProd = new("cumprod");
    internal static readonly Operator NormDims = new("norm", "ScalarOpt_dim"), VectorNorm = new("linalg_vector_norm"), LinalgNorm = new("linalg_norm");
    internal static readonly Operator CountNonzero = new("count_nonzero"), CountNonzeroDims = new("count_nonzero", "dim_IntList");
    internal static readonly Operator BinCount = new("bincount");
    internal static readonly Operator Sort = new("sort", "stable"), TopK = new("topk");
    internal static readonly Operator OneHot = new("one_hot");

    internal static readonly Operator Split = new("split", "Tensor"), SplitSizes = new("split_with_sizes"), Chunk = new("chunk");
    internal static readonly Operator Unbind = new("unbind", "int");
    internal static readonly Operator Permute = new("permute"), MoveDim = new("movedim", "intlist");
    internal static readonly Operator SqueezeInPlace = new("squeeze_"), SqueezeDimInPlace = new("squeeze_", "dim"), UnsqueezeInPlace = new("unsqueeze_");
    internal static readonly Operator Unflatten = new("unflatten", "int"), BroadcastTo = new("broadcast_to"), Repeat = new("repeat");
    internal static readonly Operator RepeatInterleave = new("repeat_interleave", "self_int"), RepeatInterleaveTensor = new("repeat_interleave", "self_Tensor");
    internal static readonly Operator Flip = new("flip"), Roll = new("roll");
    internal static readonly Operator Tril = new("tril"), Triu = new("triu"), Diagonal = new("diagonal"), Unfold = new("unfold");
    internal static readonly Operator Slice = new("slice", "Tensor"), Index = new("index", "Tensor"), IndexPut = new("index_put_");
    internal static readonly Operator IndexAdd = new("index_add"), IndexAddTo = new("index_add_"), IndexCopyTo = new("index_copy_");
    internal static readonly Operator Scatter = new("scatter", "src"), ScatterTo = new("scatter_", "src");
    internal static readonly Operator ScatterAdd = new("scatter_add"), ScatterAddTo = new("scatter_add_");
    internal static readonly Operator MaskedSelect = new("masked_select"), NonZero = new("nonzero"), Where = new("where", "self");
    internal static readonly Operator DetachInPlace = new("detach_");

    internal static readonly Operator OnesLike = new("ones_like"), FullLike = new("full_like"), EmptyLike = new("empty_like");
    internal static readonly Operator RandLike = new("rand_like"), RandnLike = new("randn_like");
    internal static readonly Operator Eye = new("eye", "m"), LinSpace = new("linspace");
    internal static readonly Operator Rand = new("rand", "generator"), Randn = new("randn", "generator");
    internal static readonly Operator RandInt = new("randint", "low_generator"), RandPerm = new("randperm", "generator");
    internal static readonly Operator Bernoulli = new("bernoulli"), BernoulliTo = new("bernoulli_", "float"), Multinomial = new("multinomial");
}
