using TorchSharp.Shim;

namespace TorchSharp.Modules
{
    /// <summary>Normalises every channel over batch and space (Ioffe and Szegedy, 2015), and keeps running statistics for evaluation.</summary>
    public abstract class BatchNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly int[] dimensions;

        private protected BatchNorm(string name, int[] dimensions, long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype) : base(name)
        {
            this.dimensions = dimensions;
            this.num_features = num_features;
            this.eps = eps;
            this.momentum = momentum;
            this.affine = affine;
            this.track_running_stats = track_running_stats;
            if (affine)
            {
                weight = torch.nn.Parameter(torch.ones(num_features, dtype, device));
                bias = torch.nn.Parameter(torch.zeros(num_features, dtype, device));
                register_parameter(nameof(weight), weight);
                register_parameter(nameof(bias), bias);
            }
            if (!track_running_stats) return;
            running_mean = torch.zeros(num_features, dtype, device);
            running_var = torch.ones(num_features, dtype, device);
            num_batches_tracked = torch.tensor(0L, null, device);
            register_buffer(nameof(running_mean), running_mean);
            register_buffer(nameof(running_var), running_var);
            register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public torch.Tensor? running_mean { get; }

        public torch.Tensor? running_var { get; }

        public torch.Tensor? num_batches_tracked { get; }

        public long num_features { get; }

        public double eps { get; set; }

        public double? momentum { get; set; }

        public bool affine { get; }

        public bool track_running_stats { get; }

        public override torch.Tensor forward(torch.Tensor input)
        {
            if (!dimensions.Contains((int)input.ndim))
                throw new ArgumentException($"expected {string.Join("D or ", dimensions)}D input, but got {input.ndim}D input.");
            var average = momentum ?? 0;
            if (training && num_batches_tracked is not null)
            {
                using var quiet = torch.no_grad();
                num_batches_tracked.add_(1);
                if (momentum is null) average = 1.0 / num_batches_tracked.ToInt64();
            }
            return torch.nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || running_mean is null, average, eps);
        }

        protected override void RegisterComponents()
        {
            // Registered by the constructor.
        }
    }

    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(BatchNorm1d), [2, 3], num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(BatchNorm2d), [4], num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }
    }

    /// <summary>Normalises every example over its last dimensions (Ba, Kiros and Hinton, 2016).</summary>
    public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(LayerNorm))
        {
            this.normalized_shape = normalized_shape;
            this.eps = eps;
            this.elementwise_affine = elementwise_affine;
            if (!elementwise_affine) return;
            weight = torch.nn.Parameter(torch.ones(normalized_shape, dtype, device));
            register_parameter(nameof(weight), weight);
            if (!bias) return;
            this.bias = torch.nn.Parameter(torch.zeros(normalized_shape, dtype, device));
            register_parameter(nameof(bias), this.bias);
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public long[] normalized_shape { get; }

        public double eps { get; set; }

        public bool elementwise_affine { get; }

        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.layer_norm(input, normalized_shape, weight, bias, eps);

        protected override void RegisterComponents()
        {
            // Registered by the constructor.
        }
    }

    /// <summary>Normalises every example over groups of channels (Wu and He, 2018).</summary>
    public sealed class GroupNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, torch.Device? device, torch.ScalarType? dtype) : base(nameof(GroupNorm))
        {
            this.num_groups = num_groups;
            this.eps = eps;
            this.affine = affine;
            if (!affine) return;
            weight = torch.nn.Parameter(torch.ones(num_channels, dtype, device));
            bias = torch.nn.Parameter(torch.zeros(num_channels, dtype, device));
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
        }

        public Parameter? weight { get; }

        public Parameter? bias { get; }

        public long num_groups { get; }

        public double eps { get; set; }

        public bool affine { get; }

        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.group_norm(input, num_groups, weight, bias, eps);

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
            public static Modules.BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static Modules.LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static Modules.LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            public static Modules.GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_groups, num_channels, eps, affine, device, dtype);

            public static partial class functional
            {
                public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                    Operators.BatchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

                public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                    Operators.LayerNorm.Call(input, normalized_shape, weight, bias, eps);

                public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                    Operators.GroupNorm.Call(input, num_groups, weight, bias, eps);
            }
        }
    }
}
