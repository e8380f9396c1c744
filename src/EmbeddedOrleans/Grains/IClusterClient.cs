namespace Orleans;

/// <summary>The way into the grains from outside of grains.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services of the host.</summary>
    IServiceProvider ServiceProvider { get; }
}
