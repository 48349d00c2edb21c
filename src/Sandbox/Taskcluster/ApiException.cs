namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>A refusal that becomes an error answer.</summary>
internal sealed class ApiException(ErrorCode code, string message) : Exception(message)
{
    /// <summary>What kind of refusal.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>The HTTP status that goes with the code.</summary>
    public int Status => Code switch
    {
        ErrorCode.AuthenticationFailed => 401,
        ErrorCode.InsufficientScopes => 403,
        ErrorCode.ResourceNotFound => 404,
        ErrorCode.RequestConflict => 409,
        ErrorCode.InternalServerError => 500,
        _ => 400,
    };

    /// <summary>What becomes of a request over which the real services fall.</summary>
    public static ApiException Internal() =>
        new(ErrorCode.InternalServerError, $"Internal Server Error, incidentId {Guid.NewGuid()}.");
}
