using System.Text.Json;

namespace WorkerRunner.Taskcluster;

/// <summary>An error that is shown with the worker pool, to everybody: no secret may be in it.</summary>
/// <param name="Kind">What kind of error, <c>[-a-z0-9]+</c>, at most 128 characters.</param>
/// <param name="Title">In one line, at most 128 characters.</param>
/// <param name="Description">At most 10240 characters.</param>
/// <param name="Extra">A JSON object with whatever helps.</param>
internal sealed record WorkerErrorReport(string Kind, string Title, string Description, JsonElement Extra)
{
    internal const int LongestKindOrTitle = 128;
    internal const int LongestDescription = 10240;

    /// <summary>A text too long for the service is cut: most of a report is better than none.</summary>
    internal static string Fit(string text, int longest) => text.Length <= longest ? text : text.Substring(0, longest - 1) + "…";
}
