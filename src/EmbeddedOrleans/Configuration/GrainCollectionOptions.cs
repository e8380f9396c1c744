namespace Orleans.Configuration;

/// <summary>When idle grains are collected, and how long activation and deactivation may take.</summary>
public class GrainCollectionOptions
{
    /// <summary>How often idle grains are looked for. 1 minute unless set.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a grain is idle before it is collected. 15 minutes unless set.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Ages of single classes, by full class name.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>How long activation may take. 30 seconds unless set.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long deactivation may take. 30 seconds unless set.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
