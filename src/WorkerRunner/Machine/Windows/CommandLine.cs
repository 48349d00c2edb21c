using System.Text;

namespace WorkerRunner.Machine.Windows;

/// <summary>What CreateProcess starts: Windows passes a process its arguments in one string, which it takes apart itself.</summary>
/// <param name="Application">The executable, a full path.</param>
/// <param name="Text">The whole command line.</param>
internal sealed record CommandLine(string Application, string Text)
{
    /// <summary>Batch files and PowerShell scripts are given to their interpreters.</summary>
    /// <exception cref="MachineException">An argument cannot be passed to a batch file unharmed.</exception>
    public static CommandLine For(string program, IReadOnlyList<string> arguments) => Path.GetExtension(program).ToUpperInvariant() switch
    {
        ".CMD" or ".BAT" => BatchFile(program, arguments),
        ".PS1" => Executable(PowerShell, ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", program, .. arguments]),
        _ => Executable(program, arguments),
    };

    /// <summary>The inverse of CommandLineToArgvW.</summary>
    public static string Join(IEnumerable<string> arguments) => string.Join(" ", arguments.Select(Quote));

    // Found where Windows keeps it, so that nothing of the same name in the current folder or in PATH is started instead.
    private static string PowerShell => Path.Combine(Environment.SystemDirectory, "WindowsPowerShell", "v1.0", "powershell.exe");

    private static CommandLine Executable(string program, IReadOnlyList<string> arguments) => new(program, Join([program, .. arguments]));

    /// <summary>cmd.exe has quoting rules of its own: between quotes only <c>"</c> and <c>%</c> still mean something.</summary>
    private static CommandLine BatchFile(string program, IReadOnlyList<string> arguments)
    {
        string[] all = [program, .. arguments];
        var harmful = all.FirstOrDefault(a => a.IndexOfAny(['"', '%', '\r', '\n']) >= 0);
        if (harmful is not null)
            throw new MachineException(
                $"\"{harmful}\" cannot be passed safely to the batch file {program}.", "Choose a path without quotes and percent signs, or wrap the worker in a .ps1.");
        var interpreter = Environment.GetEnvironmentVariable("ComSpec") ?? Path.Combine(Environment.SystemDirectory, "cmd.exe");
        return new CommandLine(interpreter, $"{Quote(interpreter)} /d /s /c \"{string.Join(" ", all.Select(a => $"\"{a}\""))}\"");
    }

    /// <summary>Backslashes count only before a quote.</summary>
    private static string Quote(string argument)
    {
        if (argument.Length > 0 && argument.IndexOfAny([' ', '\t', '\n', '\v', '"']) < 0) return argument;
        var quoted = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }
            quoted.Append('\\', c == '"' ? 2 * backslashes + 1 : backslashes).Append(c);
            backslashes = 0;
        }
        return quoted.Append('\\', 2 * backslashes).Append('"').ToString();
    }
}
