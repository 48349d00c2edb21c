using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>A call to a Taskcluster service that failed for good.</summary>
public sealed class TaskclusterException : WorkerRunnerException
{
    internal TaskclusterException(ApiCall call, RootUrl rootUrl, int? statusCode, string? code, string problem, int attempts, string? advice, Exception? inner)
        : base("TaskclusterCallFailed", Describe(call, rootUrl, problem, attempts), advice, inner)
    {
        Service = call.Service;
        Method = call.Name;
        StatusCode = statusCode;
        Code = code;
        Attempts = attempts;
        ServerMessage = problem;
    }

    /// <summary>The service, for example <c>worker-manager</c>.</summary>
    public string Service { get; }

    /// <summary>The API method, for example <c>registerWorker</c>.</summary>
    public string Method { get; }

    /// <summary>The HTTP status of the last answer; null where none came.</summary>
    public int? StatusCode { get; }

    /// <summary>The service's own code, for example <c>InsufficientScopes</c>; null where the answer had none.</summary>
    public string? Code { get; }

    /// <summary>What the server said, or what kept it from answering.</summary>
    public string ServerMessage { get; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; }

    /// <summary>How long the service asked to be left alone; null where it said nothing of that.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    private static string Describe(ApiCall call, RootUrl rootUrl, string problem, int attempts)
    {
        var tries = attempts == 1 ? "" : $" after {attempts} attempts";
        return $"{call} at {rootUrl} failed{tries}: {problem}";
    }
}
