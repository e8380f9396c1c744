namespace Orleans;

/// <summary>
/// Numbers of Orleans' log messages. The product uses none; the name is here because every file of a project on Orleans sees it,
/// so that a product type of that name is ambiguous on both sources.
/// </summary>
public enum ErrorCode
{
    /// <summary>Where the numbers of the runtime start.</summary>
    Runtime = 100000,
}
