using System.Diagnostics;
using WorkerRunner.Workers;

namespace WorkerRunner.Machine.Windows;

/// <summary>Processes of Windows; batch files and PowerShell scripts are given to their interpreters.</summary>
internal sealed class WindowsProcessControl : IProcessControl
{
    public IReadOnlyList<string> ProgramEndings { get; } = ["", ".exe", ".cmd", ".bat", ".ps1"];

    public ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments) => Path.GetExtension(program).ToUpperInvariant() switch
    {
        ".CMD" or ".BAT" => BatchFile(program, arguments),
        ".PS1" => ProcessArguments.StartInfo(
            "powershell.exe", ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", program, .. arguments]),
        _ => ProcessArguments.StartInfo(program, arguments),
    };

    /// <summary>A console event reaches only a process group; without one of its own there is nothing to send.</summary>
    public bool Interrupt(Process process) => false;

    public void KillTree(Process process) => ProcessTree.Kill(process);

    /// <summary>cmd.exe has quoting rules of its own: between quotes only <c>"</c> and <c>%</c> still mean something.</summary>
    private static ProcessStartInfo BatchFile(string program, IReadOnlyList<string> arguments)
    {
        string[] all = [program, .. arguments];
        var harmful = all.FirstOrDefault(a => a.IndexOfAny(['"', '%', '\r', '\n']) >= 0);
        if (harmful is not null)
            throw new WorkerStartException(
                $"\"{harmful}\" cannot be passed to the batch file {program} unharmed.", "Choose a path without quotes and percent signs, or wrap the worker in a .ps1.");
        var interpreter = Environment.GetEnvironmentVariable("ComSpec") ?? "cmd.exe";
        return new ProcessStartInfo(interpreter, $"/d /s /c \"{string.Join(" ", all.Select(a => $"\"{a}\""))}\"") { UseShellExecute = false };
    }
}
