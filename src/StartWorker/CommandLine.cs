using System.Globalization;

namespace WorkerRunner.StartWorker;

/// <summary>What start-worker was asked to do, and how it can be asked: the arguments of the Go program, and some more.</summary>
/// <param name="Request">What to do.</param>
/// <param name="ConfigPath">The runner configuration; for <see cref="Request.Run"/> only.</param>
/// <param name="KeepInstance">Whether the instance is left alone when the worker has ended.</param>
/// <param name="ShutdownOnFailure">Whether a start that fails for good ends the instance.</param>
internal sealed record CommandLine(Request Request, string ConfigPath = "", bool KeepInstance = false, bool ShutdownOnFailure = false)
{
    /// <summary>Which runner is asked; null for the one that there is.</summary>
    public string? Id { get; init; }

    /// <summary>Whether its status is told as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Whether the worker may finish its tasks.</summary>
    public bool FinishTasks { get; init; }

    /// <summary>Whether the end of the worker is waited for.</summary>
    public bool Wait { get; init; }

    /// <summary>How many lines of the log are printed.</summary>
    public int Tail { get; init; } = 100;

    /// <summary>Whether those that come are printed too.</summary>
    public bool Follow { get; init; }

    public const string Usage = """
        The start-worker command starts Taskcluster workers. It is typically invoked
        during instance startup.

        Usage:
          start-worker [--keep-instance] [--shutdown-on-failure] <runnerConfig>
          start-worker --status [--json] [--id <id>]
          start-worker --stop [--finish-tasks] [--wait] [--id <id>]
          start-worker --log [--tail <n>] [--follow] [--id <id>]
          start-worker --version
          start-worker --short-version
          start-worker --help

        Options:
          --keep-instance        keep the cloud instance when its worker has ended
          --shutdown-on-failure  if the worker cannot be started, remove the instance,
                                 or shut the machine down if that fails
          --status               tell how the runners of this machine are
          --json                 tell it as JSON, a line for each
          --stop                 stop a worker: it may end by itself for 30 seconds,
                                 then it is interrupted, then killed
          --finish-tasks         tell the worker to claim no more tasks and to end
                                 when its tasks are finished; it is never killed
          --wait                 wait for the end, and exit with 1 if the worker failed
          --log                  print the newest lines of a runner's log
          --tail <n>             how many of them; 100 by default
          --follow               print those that come, too, until the run ends
          --id <id>              which runner, where several run

        Logs to stderr. Exits with 0 if the worker succeeded or was stopped, and with 1
        and a line with the reason otherwise. SIGTERM and Ctrl-C stop the worker
        gracefully; a second one kills it. --status, --stop and --log exit with 0 if a
        runner was found and did what was asked, 3 if none runs, 4 if several run and
        --id is missing, and 1 if it failed.

        """;

    private const int MostLines = 100_000;
    private const string Keep = "--keep-instance";
    private const string ShutDown = "--shutdown-on-failure";

    /// <returns>Null where the arguments are none of those in <see cref="Usage"/>.</returns>
    public static CommandLine? Parse(string[] args) => args switch
    {
        ["--version"] => new(Request.Version),
        ["--short-version"] => new(Request.ShortVersion),
        ["--help" or "-h"] => new(Request.Help),
        ["--status", .. var rest] => ParseSteering(new(Request.Status), rest),
        ["--stop", .. var rest] => ParseSteering(new(Request.Stop), rest),
        ["--log", .. var rest] => ParseSteering(new(Request.Log), rest),
        ["--", var config] => new(Request.Run, config),
        [Keep, .. var rest] => Parse(rest) is { Request: Request.Run } run ? run with { KeepInstance = true } : null,
        [ShutDown, .. var rest] => Parse(rest) is { Request: Request.Run } run ? run with { ShutdownOnFailure = true } : null,
        [['-', ..]] => null,
        [var config] => new(Request.Run, config),
        _ => null,
    };

    private static CommandLine? ParseSteering(CommandLine so, string[] args) => (so.Request, args) switch
    {
        (_, []) => so,
        (_, ["--id", var id, .. var rest]) => ParseSteering(so with { Id = id }, rest),
        (Request.Status, ["--json", .. var rest]) => ParseSteering(so with { Json = true }, rest),
        (Request.Stop, ["--finish-tasks", .. var rest]) => ParseSteering(so with { FinishTasks = true }, rest),
        (Request.Stop, ["--wait", .. var rest]) => ParseSteering(so with { Wait = true }, rest),
        (Request.Log, ["--follow", .. var rest]) => ParseSteering(so with { Follow = true }, rest),
        (Request.Log, ["--tail", var tail, .. var rest]) when uint.TryParse(tail, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines <= MostLines =>
            ParseSteering(so with { Tail = (int)lines }, rest),
        _ => null,
    };
}
