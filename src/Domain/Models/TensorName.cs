using System.Text;
using Federated.Domain.Errors;

namespace Federated.Domain.Models;

/// <summary>What a tensor may be called: 1 to 256 characters, no control characters, not safetensors' own <c>__metadata__</c>.</summary>
internal static class TensorName
{
    internal const string Reserved = "__metadata__";
    private const int MaxLength = 256;

    /// <summary>Refuses a name that is not one, with <paramref name="code"/>.</summary>
    internal static void Check(string? name, ErrorCode code)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength || name == Reserved || !IsPrintable(name))
            throw new FederatedException(code,
                $"Got tensor name {Excerpt.Of(name)}, wanted 1 to {MaxLength} characters, none a control character, not '{Reserved}'. " +
                    "Rename the tensor.");
    }

    private static bool IsPrintable(string name)
    {
        foreach (var rune in name.EnumerateRunes())
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
                return false;
        return true;
    }
}
