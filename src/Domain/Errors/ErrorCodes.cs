namespace Federated.Domain.Errors;

/// <summary>
/// The catalogue of error codes. A number is never reused or given another meaning.
/// 10xx plans, 11xx identity and enrolment, 12xx updates, 13xx runs and rounds, 14xx ledger, 15xx data and training,
/// 16xx configuration and storage, 17xx the registry of models.
/// </summary>
#pragma warning disable CS1591 // The title of each code is its documentation.
public static class ErrorCodes
{
    public static readonly ErrorCode PlanInvalid = new(1001, 422, "The plan is invalid");
    public static readonly ErrorCode PlanUnreadable = new(1002, 400, "The plan cannot be read");
    public static readonly ErrorCode PlanDoesNotFit = new(1003, 422, "The plan does not fit the federation");
    public static readonly ErrorCode AggregationOverflow = new(1004, 422, "The aggregate would not fit 64-bit fixed point");
    public static readonly ErrorCode CeilingExceeded = new(1005, 422, "The plan exceeds a ceiling of the partner");

    public static readonly ErrorCode PlanIncompatible = new(1006, 422, "The plan mixes what its privacy mode does not allow");
    public static readonly ErrorCode BudgetExceeded = new(1007, 422, "The privacy budget does not cover the plan");

    public static readonly ErrorCode NotAuthenticated = new(1101, 401, "No valid certificate");
    public static readonly ErrorCode Forbidden = new(1102, 403, "The role does not allow this");
    public static readonly ErrorCode JoinTokenUnknown = new(1103, 403, "The join token is unknown");
    public static readonly ErrorCode JoinTokenExpired = new(1104, 403, "The join token has expired");
    public static readonly ErrorCode JoinTokenUsed = new(1105, 409, "The join token was used before");
    public static readonly ErrorCode PartnerExists = new(1106, 409, "The partner is enrolled already");
    public static readonly ErrorCode PartnerUnknown = new(1107, 404, "The partner is unknown");
    public static readonly ErrorCode PartnerNameInvalid = new(1108, 422, "The partner name is invalid");
    public static readonly ErrorCode CertificateRequestInvalid = new(1109, 422, "The certificate request is invalid");
    public static readonly ErrorCode AuthorityMismatch = new(1110, 403, "The certificate authority is not the pinned one");

    public static readonly ErrorCode UpdateMalformed = new(1201, 400, "The update is malformed");
    public static readonly ErrorCode UpdateTruncated = new(1202, 400, "The update ends too early");
    public static readonly ErrorCode UpdateTooLarge = new(1203, 413, "The update is too large");
    public static readonly ErrorCode UpdateNotFinite = new(1204, 422, "The update holds a value that is not finite");
    public static readonly ErrorCode UpdateOutOfBound = new(1205, 422, "The update exceeds the coordinate bound");
    public static readonly ErrorCode UpdateLayoutMismatch = new(1206, 422, "The update has another parameter layout");
    public static readonly ErrorCode UpdateWrongRound = new(1207, 409, "The update belongs to another round");
    public static readonly ErrorCode UpdateWeightInvalid = new(1208, 422, "The update's weight is out of range");
    public static readonly ErrorCode UpdateConflict = new(1209, 409, "Another update was claimed before");
    public static readonly ErrorCode UpdateLate = new(1210, 410, "The round no longer takes updates");
    public static readonly ErrorCode UpdateCodecUnknown = new(1211, 422, "The update's codec is unknown");
    public static readonly ErrorCode UpdateWrongLength = new(1212, 422, "The update has the wrong length");
    public static readonly ErrorCode UpdateHashMismatch = new(1213, 422, "The update does not match its announced hash");
    public static readonly ErrorCode UpdateNotNeeded = new(1214, 410, "The round has all the updates it needs");

    public static readonly ErrorCode RunUnknown = new(1301, 404, "The run is unknown");
    public static readonly ErrorCode NotInCohort = new(1302, 403, "The partner is not in the cohort");
    public static readonly ErrorCode RoundUnknown = new(1303, 404, "The round is unknown");
    public static readonly ErrorCode RunExists = new(1304, 409, "The run exists already");
    public static readonly ErrorCode RunNotActive = new(1305, 409, "The run is not active");
    public static readonly ErrorCode ModelUnknown = new(1306, 404, "No committed model has this hash");
    public static readonly ErrorCode RoundFailed = new(1307, 500, "The round could not be completed");

    public static readonly ErrorCode LedgerCorrupt = new(1401, 500, "The ledger is corrupt");
    public static readonly ErrorCode LedgerBehind = new(1402, 409, "The ledger has moved on");
    public static readonly ErrorCode LedgerEntryExists = new(1403, 409, "The ledger holds this entry already");
    public static readonly ErrorCode LedgerVerificationFailed = new(1404, 422, "The ledger does not verify");
    public static readonly ErrorCode ReceiptInvalid = new(1405, 422, "The receipt does not verify");
    public static readonly ErrorCode ReservationMissing = new(1406, 409, "No reservation covers the round");

    public static readonly ErrorCode DataUnreadable = new(1501, 422, "The data cannot be read");
    public static readonly ErrorCode DataMismatch = new(1502, 422, "The data does not match the plan");
    public static readonly ErrorCode TrainingFailed = new(1503, 500, "Training failed");
    public static readonly ErrorCode TorchUnavailable = new(1504, 500, "libtorch is not available");
    public static readonly ErrorCode ModelMalformed = new(1505, 422, "The model file is malformed");

    public static readonly ErrorCode ConfigurationInvalid = new(1601, 422, "The configuration is invalid");
    public static readonly ErrorCode StorageUnavailable = new(1602, 503, "The storage is unavailable");
    public static readonly ErrorCode StorageCorrupt = new(1603, 500, "The storage is corrupt");
    public static readonly ErrorCode Unreachable = new(1604, 503, "The other side cannot be reached");
    public static readonly ErrorCode UsageInvalid = new(1605, 400, "The command line is invalid");
    public static readonly ErrorCode RequestInvalid = new(1606, 400, "The request is invalid");
    public static readonly ErrorCode RouteUnknown = new(1607, 404, "There is no such address");
    public static readonly ErrorCode Unexpected = new(1608, 500, "Something unexpected went wrong");

    public static readonly ErrorCode ModelAmbiguous = new(1701, 409, "Several models answer to this name");
    public static readonly ErrorCode GateNotMet = new(1702, 409, "The model does not pass the track's gates");
    public static readonly ErrorCode TagRefused = new(1703, 409, "The tag cannot be moved like this");
    public static readonly ErrorCode TrackUnknown = new(1704, 404, "The track has nothing like this");
    public static readonly ErrorCode TrackMismatch = new(1705, 409, "The model has another parameter layout");
}
