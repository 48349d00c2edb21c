namespace WorkerRunner.StartWorker;

/// <summary>What start-worker was asked to do, and how it can be asked: the arguments of the Go program, and two options more.</summary>
/// <param name="Request">What to do.</param>
/// <param name="ConfigPath">The runner configuration; for <see cref="Request.Run"/> only.</param>
/// <param name="KeepInstance">Whether the instance is left alone when the worker has ended.</param>
/// <param name="ShutdownOnFailure">Whether a start that fails for good ends the instance.</param>
internal sealed record CommandLine(Request Request, string ConfigPath = "", bool KeepInstance = false, bool ShutdownOnFailure = false)
{
    public const string Usage = """
        The start-worker command starts Taskcluster workers. It is typically invoked
        during instance startup.

        Usage:
          start-worker [--keep-instance] [--shutdown-on-failure] <runnerConfig>
          start-worker --version
          start-worker --short-version
          start-worker --help

        Options:
          --keep-instance        keep the cloud instance when its worker has ended
          --shutdown-on-failure  if the worker cannot be started, remove the instance,
                                 or shut the machine down if that fails

        Logs to stderr. Exits with 0 if the worker succeeded or was stopped, and with 1
        and a line with the reason otherwise. SIGTERM and Ctrl-C stop the worker
        gracefully; a second one kills it.

        """;

    private const string Keep = "--keep-instance";
    private const string ShutDown = "--shutdown-on-failure";

    /// <returns>Null where the arguments are none of those in <see cref="Usage"/>.</returns>
    public static CommandLine? Parse(string[] args) => args switch
    {
        ["--version"] => new(Request.Version),
        ["--short-version"] => new(Request.ShortVersion),
        ["--help" or "-h"] => new(Request.Help),
        ["--", var config] => new(Request.Run, config),
        [Keep, .. var rest] => Parse(rest) is { Request: Request.Run } run ? run with { KeepInstance = true } : null,
        [ShutDown, .. var rest] => Parse(rest) is { Request: Request.Run } run ? run with { ShutdownOnFailure = true } : null,
        [['-', ..]] => null,
        [var config] => new(Request.Run, config),
        _ => null,
    };
}
