using System.Text;
using TaskStatus = WorkerRunner.Sandbox.Taskcluster.Queue.TaskStatus;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>What a terminal shows of a task.</summary>
internal static class TaskReport
{
    private static readonly string[] Logs = ["public/logs/live_backing.log", "public/logs/live.log"];

    /// <summary>A line, and below it the log of a run that has ended.</summary>
    public static string Describe(SandboxServer sandbox, TaskStatus task)
    {
        var run = task.Runs[^1];
        var text = new StringBuilder($"{DateTimeOffset.Now:HH:mm:ss.fff} task {task.TaskId} run {run.RunId} {run.State}");
        if (run.WorkerId is not null)
            text.Append($" on {run.WorkerGroup}/{run.WorkerId}");
        if (run.ReasonCreated != "scheduled" && run.State == "pending")
            text.Append($", as run {run.RunId - 1} ended with {task.Runs[^2].ReasonResolved}");
        if (run.ReasonResolved is { } reason && reason != run.State)
            text.Append($": {reason}");
        if (run.Resolved is not null && Logs.Select(log => sandbox.ReadArtifact(task.TaskId, run.RunId, log)).FirstOrDefault(log => log is not null) is { } bytes)
            text.Append('\n').Append(Indent(Encoding.UTF8.GetString(bytes)));
        return text.ToString();
    }

    private static string Indent(string log) => string.Join('\n', log.TrimEnd().Split('\n').Select(line => $"  | {line.TrimEnd('\r')}"));
}
