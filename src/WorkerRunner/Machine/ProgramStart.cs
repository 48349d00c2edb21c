namespace WorkerRunner.Machine;

/// <summary>A program to be started.</summary>
/// <param name="Program">The program or script, a full path.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
/// <param name="Folder">The folder it starts in.</param>
internal sealed record ProgramStart(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Environment variables beside our own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];
}
