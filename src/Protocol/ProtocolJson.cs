using System.Text.Json;
using System.Text.Json.Serialization;

namespace Federated.Protocol;

/// <summary>The one way in which messages are written as JSON.</summary>
public static class ProtocolJson
{
    /// <summary>Media type of a response that holds one JSON document per line.</summary>
    public const string Lines = "application/x-ndjson";

    /// <summary>Media type of safetensors files.</summary>
    public const string Safetensors = "application/vnd.safetensors";

    /// <summary>Camel case, enums as kebab-case text, unknown members ignored so that a newer peer can add some.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions());

    /// <summary>Applies the same settings to options that somebody else owns (ASP.NET's).</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.RespectNullableAnnotations = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        return options;
    }
}
