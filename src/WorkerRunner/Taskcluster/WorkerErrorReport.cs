using System.Text.Json;

namespace WorkerRunner.Taskcluster;

/// <summary>An error that is shown with the worker pool, to everybody: no secret may be in it.</summary>
/// <param name="Kind">What kind of error, <c>[-a-z0-9]+</c>, at most 128 characters.</param>
/// <param name="Title">In one line, at most 128 characters.</param>
/// <param name="Description">At most 10240 characters.</param>
/// <param name="Extra">A JSON object with whatever helps.</param>
public sealed record WorkerErrorReport(string Kind, string Title, string Description, JsonElement Extra)
{
    internal const int LongestKindOrTitle = 128;
    internal const int LongestDescription = 10240;
}
