namespace Orleans;

/// <summary>The stages of a silo.</summary>
public static class ServiceLifecycleStage
{
    /// <summary>Before all.</summary>
    public const int First = int.MinValue;

    /// <summary>The runtime itself.</summary>
    public const int RuntimeInitialize = 2000;

    /// <summary>Services of the runtime.</summary>
    public const int RuntimeServices = 4000;

    /// <summary>Storage of the runtime.</summary>
    public const int RuntimeStorageServices = 6000;

    /// <summary>Grain services of the runtime.</summary>
    public const int RuntimeGrainServices = 8000;

    /// <summary>Storages and other services of the application.</summary>
    public const int ApplicationServices = 10000;

    /// <summary>Grains end when this stage stops.</summary>
    public const int GrainDeactivation = Active - 2;

    /// <summary>Just before calls are taken.</summary>
    public const int BecomeActive = Active - 1;

    /// <summary>Calls are taken.</summary>
    public const int Active = 20000;

    /// <summary>After all.</summary>
    public const int Last = int.MaxValue;
}
