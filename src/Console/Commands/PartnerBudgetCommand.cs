using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Agreements;
using Federated.Domain.Privacy;
using Federated.Domain.Privacy.Budgets;
using Federated.Protocol.Enrolment;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed partner budget</c>: puts an agreed privacy budget in the ledger.</summary>
public static class PartnerBudgetCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The partner." };
        var epsilon = new Option<double>("--epsilon") { Description = "At most this over all runs, 0 to 1,000.", HelpName = "E", Required = true };
        epsilon.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1000))
                result.AddError($"Got --epsilon {string.Concat(result.Tokens.Select(token => token.Value))}, wanted 0 to 1,000.");
        });
        var delta = new Option<double>("--delta") { Description = "The delta that all runs are measured at, 1e-12 to 0.1.", HelpName = "D", Required = true };
        delta.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 1e-12 and <= 0.1))
                result.AddError($"Got --delta {string.Concat(result.Tokens.Select(token => token.Value))}, wanted 1e-12 to 0.1.");
        });
        var unit = new Option<string>("--unit") { Description = "record or partner: whose presence is hidden; each has a budget of its own.", HelpName = "UNIT", DefaultValueFactory = _ => "record" };
        unit.AcceptOnlyFromAmong("record", "partner");
        return CommandContext.WithAction(
            new Command("budget", "Record the privacy budget that was agreed with a partner, over all runs.") { name, epsilon, delta, unit },
            async (parsed, token) =>
            {
                var partner = PartnerName.Parse(parsed.GetRequiredValue(name));
                var budget = new BudgetRequest(
                    parsed.GetRequiredValue(unit) == "partner" ? PrivacyUnit.Partner : PrivacyUnit.Record, parsed.GetRequiredValue(epsilon), parsed.GetRequiredValue(delta));
                using var client = context.Connect(parsed);
                await client.AgreeBudgetAsync(partner, budget, token);
                context.Screen.Fact("partner", partner);
                context.Screen.Fact("budget", string.Create(CultureInfo.InvariantCulture, $"epsilon {budget.Epsilon} ({Words.Basis(budget.Delta, budget.Unit)}) over all runs"));
                var orders = string.Join(" and ", BudgetAccount.Orders(new(budget.Unit, budget.Epsilon, budget.Delta)));
                context.Screen.Fact("several runs", $"and adaptive ones are held to it by a Renyi filter at order {orders}, fixed by this agreement");
                context.Screen.Line("It stands in the ledger. A launch that does not fit is refused; what was spent before stays spent.");
                return 0;
            });
    }
}
