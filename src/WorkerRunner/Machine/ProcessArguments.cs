using System.Diagnostics;
#if !NET
using System.Text;
#endif

namespace WorkerRunner.Machine;

/// <summary>Gives a process its arguments: .NET quotes them itself, for .NET Framework we do.</summary>
internal static class ProcessArguments
{
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program) { UseShellExecute = false };
#if NET
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
#else
        info.Arguments = string.Join(" ", arguments.Select(Quote));
#endif
        return info;
    }

#if !NET
    /// <summary>The inverse of CommandLineToArgvW: backslashes count only before a quote.</summary>
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
#endif
}
