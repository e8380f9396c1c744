using Federated.Domain.Errors;
using ErrorCode = Federated.Domain.Errors.ErrorCode;

namespace Federated.Training.Data.Records;

/// <summary>The refusal of a value: what is wrong and what to do, and the value itself for the detail.</summary>
internal delegate FederatedException Refusal(ErrorCode code, string what, string? value);
