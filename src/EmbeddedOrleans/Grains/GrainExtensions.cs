using Orleans.Runtime;

namespace Orleans;

/// <summary>The identity of grains and references.</summary>
public static class GrainExtensions
{
    /// <summary>The identity of a grain or of a reference to one.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        null => throw new ArgumentNullException(nameof(grain)),
        GrainReferenceProxy reference => reference.GrainId,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        _ => throw new ArgumentException(
            $"Got {grain.GetType().FullName}, wanted a grain of this host or a reference to one.", nameof(grain)),
    };

    /// <summary>The key of a grain or of a reference to one.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>A reference to <paramref name="grain"/>, fit to be sent to others.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        var runtime = grain switch
        {
            GrainReferenceProxy reference => reference.Runtime,
            IGrainBase { GrainContext: Activation activation } => activation.Runtime,
            _ => throw new ArgumentException("Wanted a grain of this host or a reference to one.", nameof(grain)),
        };
        return (TGrainInterface)(object)runtime.References.Get(typeof(TGrainInterface), grain.GetGrainId());
    }

    /// <summary>The same grain through another of its interfaces.</summary>
    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();
}
