using System.CommandLine;
using System.Globalization;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Agreements;

namespace Federated.ConsoleApp.Commands;

/// <summary><c>fed partner</c>: list partners, invite new ones, record agreed budgets, suspend and resume.</summary>
public static class PartnerCommands
{
    /// <summary>Builds the group.</summary>
    public static Command Create(CommandContext context) => new("partner", "List partners; invite a new one; record an agreed budget; suspend one.")
    {
        List(context),
        Invite(context),
        PartnerBudgetCommand.Create(context),
        PartnerStandingCommands.Suspend(context),
        PartnerStandingCommands.Resume(context),
    };

    private static Command List(CommandContext context) =>
        CommandContext.WithAction(new Command("list", "List the partners with their contribution records."), async (parsed, token) =>
        {
            using var client = context.Connect(parsed);
            PartnerTable.Write(context.Screen, await client.PartnersAsync(token), withStanding: true);
            return 0;
        });

    private static Command Invite(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The partner's name: a-z, 0-9 and '-', fixed for life." };
        var expires = new Option<TimeSpan>("--expires")
        {
            Description = "How long the token can be used: 90s, 15m, 1h, 7d; at most 30d.",
            HelpName = "TIME",
            DefaultValueFactory = _ => TimeSpan.FromHours(1),
            CustomParser = result =>
            {
                if (Durations.TryParse(result.Tokens[0].Value, out var duration) && duration <= TimeSpan.FromDays(30))
                    return duration;
                result.AddError($"Got --expires '{result.Tokens[0].Value}', wanted a time such as 90s, 15m, 1h or 7d, at most 30d.");
                return default;
            },
        };
        var output = new Option<string?>("--out") { Description = "Write the token to this file, readable by its owner only, instead of printing it.", HelpName = "FILE" };
        return CommandContext.WithAction(new Command("invite", "Make a join token for a partner.") { name, expires, output }, async (parsed, token) =>
        {
            var partner = PartnerName.Parse(parsed.GetRequiredValue(name));
            using var client = context.Connect(parsed);
            var invitation = await client.InviteAsync(partner, parsed.GetValue(expires), token);
            var screen = context.Screen;
            screen.Fact("partner", partner);
            screen.Fact("expires", Words.Of(invitation.ExpiresAt));
            if (parsed.GetValue(output) is { } file)
            {
                var path = context.Services.FullPath(file);
                await SecretFile.WriteAsync(path, invitation.Token + "\n", token);
                screen.Fact("token", path);
            }
            else
            {
                screen.Fact("token", invitation.Token);
            }

            screen.Line();
            screen.Line(string.Create(CultureInfo.InvariantCulture,
                $"It works once. Send it to {partner} over a channel that keeps secrets; they enrol with:"));
            screen.Line(parsed.GetValue(output) is { } sent
                ? $"  fed-node enrol @{Path.GetFileName(sent)} --dir ./{partner}"
                : $"  fed-node enrol {invitation.Token} --dir ./{partner}");
            return 0;
        });
    }
}
