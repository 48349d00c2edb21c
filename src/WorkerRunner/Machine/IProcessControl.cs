using System.ComponentModel;

namespace WorkerRunner.Machine;

/// <summary>How processes are started on an operating system.</summary>
internal interface IProcessControl
{
    /// <summary>The endings of a program's name that may be left out, among them an empty one.</summary>
    IReadOnlyList<string> ProgramEndings { get; }

    /// <summary>
    /// Starts a program so that a Ctrl-C meant for us does not reach it before our own message does. Scripts are given to what runs them;
    /// arguments arrive unharmed.
    /// </summary>
    /// <exception cref="Workers.WorkerStartException">An argument cannot be passed to that kind of program unharmed.</exception>
    /// <exception cref="Win32Exception">The operating system did not start it.</exception>
    IChildProcess Start(ProgramStart start);
}

/// <summary>A program to be started.</summary>
/// <param name="Program">The program or script, a full path.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
/// <param name="Folder">The folder it starts in.</param>
internal sealed record ProgramStart(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Environment variables beside our own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];
}
