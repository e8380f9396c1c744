namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public class Device
    {
        /// <param name="description"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = parts[0].ToUpperInvariant() switch
            {
                "CPU" => DeviceType.CPU,
                "CUDA" => DeviceType.CUDA,
                _ => throw new ArgumentException($"Unknown device '{description}', wanted cpu, cuda or cuda:N.", nameof(description)),
            };
            index = parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : -1;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
    }
}
