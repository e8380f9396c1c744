using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.ConsoleApp.Offline;
using Federated.Domain.Plans;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed plan</c>: check a plan and print what a plan may hold, both without a federation.</summary>
public static class PlanCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("plan", "Check a plan; print the schema of plans.")
    {
        Check(context),
        CommandContext.WithAction(new Command("schema", "Print the JSON schema of a plan."), (_, _) =>
        {
            context.Screen.Line(PlanSchema.Write());
            return Task.FromResult(0);
        }),
    };

    private static Command Check(CommandContext context)
    {
        var file = new Argument<string>("PLAN") { Description = "The plan, a JSON file." };
        return CommandContext.WithAction(new Command("check", "Check a plan without launching it.") { file }, (parsed, _) =>
        {
            var plan = PlanFile.Read(context.Services.FullPath(parsed.GetRequiredValue(file)));
            var screen = context.Screen;
            screen.Fact("plan", plan.Name);
            screen.Fact("plan hash", RunPlanFile.Hash(plan));
            if (plan.Query is null)
                Training(screen, plan);
            screen.Fact("cohort", FormattableString.Invariant($"{plan.Cohort.Size} partners, {plan.Cohort.Quorum} must answer"));
            screen.Fact("rounds", plan.Rounds.ToString(CultureInfo.InvariantCulture));
            screen.Fact("privacy mode", PlanFile.Privacy(plan));
            if (plan.Query is not null)
                QueryText.Expectation(screen, plan);
            screen.Line("The plan is valid.");
            return Task.FromResult(0);
        });
    }

    private static void Training(Screen screen, RunPlan plan)
    {
        screen.Fact("model", FormattableString.Invariant(
            $"{plan.Model.Kind} {string.Join('-', plan.Model.Hidden.Prepend(plan.Model.Inputs).Append(plan.Model.Outputs))}, {plan.Layout.ParameterCount:N0} parameters"));
        screen.Fact("layout hash", plan.Layout.Hash);
        screen.Fact("local training", FormattableString.Invariant(
            $"{plan.Training.Optimizer}, learning rate {plan.Training.LearningRate}, batch {plan.Training.BatchSize}, {plan.Training.LocalEpochs} epoch(s) a round"));
        screen.Fact("strategy", plan.Strategy.Kind);
    }
}
