namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>The error codes of the real services' API library; the name goes into the answer as it is.</summary>
internal enum ErrorCode
{
    MalformedPayload,
    InvalidRequestArguments,
    InputValidationError,
    InputError,
    AuthenticationFailed,
    InsufficientScopes,
    ResourceNotFound,
    RequestConflict,
    InternalServerError,
}
