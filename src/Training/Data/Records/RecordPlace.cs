using System.Globalization;
using Federated.Domain.Errors;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Training.Data.Records;

/// <summary>Where a record stands, for refusals: the place and what to do go into the message, the value into the detail only, because messages may leave the house.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Columns">The column, from 0, of every field that is asked for; null where fields have names only.</param>
internal readonly record struct RecordPlace(string Path, long Line, IReadOnlyList<int>? Columns)
{
    /// <summary>Refusals of one field.</summary>
    internal Refusal Refusal(int field, string name)
    {
        var place = this;
        return (code, what, value) => place.Refuse(code, field, name, what, value);
    }

    internal FederatedException Refuse(ErrorCode code, int field, string name, string what, string? value)
    {
        var column = Columns is null ? "field" : string.Create(CultureInfo.InvariantCulture, $"column {Columns[field] + 1}");
        return new(
            code,
            string.Create(CultureInfo.InvariantCulture, $"{Path}, line {Line}, {(Columns is null ? $"field '{name}'" : $"{column} ('{name}')")}: {what}."),
            value is null ? null : $"the value is '{value}'");
    }
}
