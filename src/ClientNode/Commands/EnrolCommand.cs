using System.CommandLine;
using Federated.ClientNode.Data;
using Federated.ClientNode.Enrolment;
using Federated.Domain.Errors;
using Federated.Protocol.Enrolment;

namespace Federated.ClientNode.Commands;

/// <summary><c>fed-node enrol TOKEN</c>: a join token becomes a certificate.</summary>
public static class EnrolCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var token = new Argument<string>("token") { Description = "The join token, @FILE to read it from a file, or - for standard input" };
        var data = new DataOptions();
        var command = new Command("enrol", "Join a federation with a token from its coordinator") { token };
        data.AddTo(command);
        command.SetAction((arguments, cancellationToken) =>
            Run(context, arguments, arguments.GetRequiredValue(token), data.Read(arguments), cancellationToken));
        return command;
    }

    private static async Task<int> Run(CommandContext context, ParseResult arguments, string text, DataSource? data, CancellationToken cancellationToken)
    {
        // Data first: a wrong path must not use up the token.
        var holds = data is null ? null : DataCheck.Open(data);
        var directory = context.DirectoryOf(arguments);
        var (node, enrolled) = await Enroller.Enrol(JoinToken.Parse(await ReadToken(text, cancellationToken)), directory, data, cancellationToken);
        context.Out.WriteLine(enrolled
            ? $"Enrolled {node.Partner} in federation {node.Federation}; the node lives in {directory.Root}."
            : $"{node.Partner} is enrolled in federation {node.Federation} already, in {directory.Root}. Nothing was changed.");
        if (enrolled)
        {
            context.Out.WriteLine(data is null
                ? "Next: name the data with 'fed-node data', look at the ceilings in node.json, then 'fed-node run'."
                : $"Data: {data}, {holds}. Look at the ceilings in node.json, then 'fed-node run'.");
        }

        return 0;
    }

    private static async Task<string> ReadToken(string text, CancellationToken cancellationToken)
    {
        try
        {
            return text switch
            {
                "-" => await Console.In.ReadToEndAsync(cancellationToken),
                ['@', .. var file] => await File.ReadAllTextAsync(file, cancellationToken),
                _ => text,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FederatedException(ErrorCodes.JoinTokenUnknown, $"The token cannot be read from '{text}': {e.Message} Give the token itself, @FILE or -.", inner: e);
        }
    }
}
