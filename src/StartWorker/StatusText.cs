using System.Globalization;
using System.Text;
using WorkerRunner.Control;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.StartWorker;

/// <summary>How a runner is, for people: a headline, and a line for each thing that is known.</summary>
internal static class StatusText
{
    public static string Of(RemoteWorker runner)
    {
        var text = new StringBuilder($"{runner.Id}  {RunStepNames.Of(runner.Stage)} since {TimeText.Of(runner.StageSince)}");
        foreach (var (name, value) in Lines(runner))
            if (value is not null) text.Append(CultureInfo.InvariantCulture, $"\n  {name,-13} {value}");
        return text.ToString();
    }

    private static IEnumerable<(string Name, string? Value)> Lines(RemoteWorker runner)
    {
        yield return ("waiting for", runner.WaitingFor is { } what ? $"{what}, attempt {runner.Attempt}" : null);
        yield return ("worker", runner.WorkerId is { } worker ? $"{runner.WorkerGroup}/{worker} of {runner.WorkerPoolId}" : null);
        yield return ("deployment", runner.RootUrl);
        yield return ("provider", runner.Provider);
        yield return ("process", runner.WorkerStartedAt is { } started ? $"{runner.Worker}, since {TimeText.Of(started)}" : null);
        yield return ("supports", runner.Capabilities is { } capabilities ? string.Join(", ", capabilities) : null);
        yield return ("credentials", Credentials(runner));
        foreach (var interruption in runner.Interruptions) yield return ("interruption", interruption);
        yield return ("last output", runner.LastOutput is { } last ? TimeText.Of(last) : null);
        yield return ("last line", runner.LastLine);
        yield return ("counts", $"{runner.LogLines} log lines, {runner.ErrorReports} error reports, {runner.Renewals} renewals, {runner.Retries} retries");
        yield return ("runner", $"version {runner.Version}, process {runner.ProcessId} of {runner.Account}, for {DurationText.Of(runner.Uptime)}: {runner.Command}");
    }

    private static string? Credentials(RemoteWorker runner)
    {
        if (runner.CredentialsExpire is not { } expire) return null;
        return runner.NextRenewal is { } renewal ? $"expire {TimeText.Of(expire)}, renewed {TimeText.Of(renewal)}" : $"expire {TimeText.Of(expire)}";
    }
}
