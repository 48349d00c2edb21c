using System.Diagnostics;

namespace WorkerRunner.Machine;

/// <summary>How processes are started and ended on an operating system.</summary>
public interface IProcessControl
{
    /// <summary>
    /// What starts a program so that a Ctrl-C meant for us does not reach it before our own message does. Scripts are given to what runs
    /// them; arguments arrive unharmed.
    /// </summary>
    /// <exception cref="Workers.WorkerStartException">An argument cannot be passed to that kind of program unharmed.</exception>
    ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments);

    /// <summary>The endings of a program's name that may be left out, among them an empty one.</summary>
    IReadOnlyList<string> ProgramEndings { get; }

    /// <summary>Asks a process to end.</summary>
    /// <returns>False where that cannot be done.</returns>
    bool Interrupt(Process process);

    /// <summary>Kills a process with all that it started.</summary>
    void KillTree(Process process);
}
