namespace WorkerRunner.StartWorker;

/// <summary>What start-worker was asked to do, and how it can be asked: the arguments of the Go program.</summary>
/// <param name="Request">What to do.</param>
/// <param name="ConfigPath">The runner configuration; for <see cref="Request.Run"/> only.</param>
internal sealed record CommandLine(Request Request, string ConfigPath = "")
{
    public const string Usage = """
        The start-worker command starts Taskcluster workers. It is typically invoked
        during instance startup.

        Usage:
          start-worker <runnerConfig>
          start-worker --version
          start-worker --short-version
          start-worker --help

        It logs to stderr and ends with 0 when the worker has ended well or was stopped,
        else with 1 and one line that says why. SIGTERM and Ctrl-C stop the worker
        gracefully; a second one kills it.

        """;

    /// <returns>Null where the arguments are none of those in <see cref="Usage"/>.</returns>
    public static CommandLine? Parse(string[] args) => args switch
    {
        ["--version"] => new(Request.Version),
        ["--short-version"] => new(Request.ShortVersion),
        ["--help" or "-h"] => new(Request.Help),
        ["--", var config] => new(Request.Run, config),
        [['-', ..]] => null,
        [var config] => new(Request.Run, config),
        _ => null,
    };
}
