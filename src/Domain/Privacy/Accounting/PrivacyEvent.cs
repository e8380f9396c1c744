namespace Federated.Domain.Privacy.Accounting;

/// <summary>
/// What was released, with the numbers that decide its privacy. Events are stored; epsilon is computed from them, never stored
/// instead of them. Every noise multiplier is the standard deviation over the clip norm of one unit, C (the add-or-remove
/// sensitivity), under either neighbouring relation, unless its name says otherwise.
/// </summary>
public abstract record PrivacyEvent;
