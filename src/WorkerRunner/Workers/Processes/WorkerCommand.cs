namespace WorkerRunner.Workers.Processes;

/// <summary>A worker's command line.</summary>
/// <param name="Name">The worker implementation, for the log.</param>
/// <param name="Program">The program or wrapper script, a full path.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
internal sealed record WorkerCommand(string Name, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Environment variables beside our own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    /// <summary>The command as a person would type it.</summary>
    public string ToLine() =>
        string.Join(" ", [.. Variables.Select(v => $"{v.Key}={Quoted(v.Value)}"), Quoted(Program), .. Arguments.Select(Quoted)]);

    private static string Quoted(string text) => text.Contains(' ') ? $"\"{text}\"" : text;
}
