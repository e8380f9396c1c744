using System.Text.Json;
using Federated.ConsoleApp.CommandLine;
using Federated.Domain.Errors;
using Federated.Protocol;
using Federated.Protocol.Enrolment;

namespace Federated.ConsoleApp.Federation;

/// <summary>Finds and reads the file that lets <c>fed</c> speak to a federation.</summary>
public static class CredentialsFile
{
    /// <summary>The environment variable that names the file.</summary>
    public const string Variable = "FED_CREDENTIALS";

    /// <summary>The file that the silo writes at its first start.</summary>
    public const string DefaultName = "coordinator.fed.json";

    /// <summary>The option's file, else that of <see cref="Variable"/>, else <see cref="DefaultName"/> here.</summary>
    public static string Locate(string? option, FedServices services)
    {
        var variable = services.Environment(Variable);
        return services.FullPath(option ?? (string.IsNullOrEmpty(variable) ? DefaultName : variable));
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FederatedException">FED-1601 when there is none, or it is not one.</exception>
    public static ConsoleCredentials Read(string path)
    {
        const string Remedy = $"fed-silo writes {DefaultName} into its data directory; name it with --credentials FILE or {Variable}.";
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid, $"Got no credentials at {path}. {Remedy}", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederatedException(ErrorCodes.ConfigurationInvalid, $"The credentials at {path} cannot be read: {e.Message} {Remedy}", inner: e);
        }

        try
        {
            if (JsonSerializer.Deserialize<ConsoleCredentials>(text, ProtocolJson.Options) is { ConsoleUrl: not null, AuthorityPem: not null } credentials)
                return Uri.IsWellFormedUriString(credentials.ConsoleUrl, UriKind.Absolute) ? credentials : throw Malformed("its consoleUrl is not a URL");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw Malformed(e.Message, e);
        }

        throw Malformed("members are missing");

        FederatedException Malformed(string why, Exception? inner = null) =>
            new(ErrorCodes.ConfigurationInvalid, $"{path} is not a credentials file ({why}). {Remedy}", inner: inner);
    }
}
