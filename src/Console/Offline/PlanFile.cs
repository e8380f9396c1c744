using System.Globalization;
using Federated.Domain.Errors;
using Federated.Domain.Plans;
using Federated.Domain.Privacy.Accounting;
using Federated.Domain.Privacy.Budgets;

namespace Federated.ConsoleApp.Offline;

/// <summary>Reads a plan from a file.</summary>
public static class PlanFile
{
    private const long LargestFile = 1 << 20;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="FederatedException">FED-1002 when it cannot be read, FED-1001 when a value is out of range.</exception>
    public static RunPlan Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile } file)
                throw new FederatedException(ErrorCodes.PlanUnreadable, $"Got {file.Length} bytes at {path}, wanted a plan of at most {LargestFile}. Is it the right file?");
            return RunPlanFile.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederatedException(ErrorCodes.PlanUnreadable, $"The plan {path} cannot be read: {e.Message} Samples are in samples/plans.", inner: e);
        }
    }

    /// <summary>The privacy mode in words that cannot be misread.</summary>
    public static string Privacy(RunPlan plan) => plan.Privacy switch
    {
        { Mode: PrivacyPlan.None } => "none: no differential privacy, the ledger records it as such",
        { Filter: { } filter } => string.Create(CultureInfo.InvariantCulture,
            $"{plan.Privacy.Mode}, adaptive: at most epsilon {filter.Epsilon} by {Filter(RunFilter.Of(plan))}, at most {plan.Rounds} rounds"),
        _ => plan.Privacy.Mode,
    };

    /// <summary>A filter in words.</summary>
    public static string Filter(RenyiFilter filter) =>
        $"a Renyi filter at order{(filter.Orders.Length > 1 ? "s" : string.Empty)} {string.Join(", ", filter.Orders.Select(order => order.ToString(CultureInfo.InvariantCulture)))}";
}
