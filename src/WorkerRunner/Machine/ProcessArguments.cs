using System.Diagnostics;
#if !NET
using WorkerRunner.Machine.Windows;
#endif

namespace WorkerRunner.Machine;

/// <summary>Gives a process its arguments: .NET quotes them itself, .NET Framework and Mono take one string in Windows' form.</summary>
internal static class ProcessArguments
{
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program) { UseShellExecute = false };
#if NET
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
#else
        info.Arguments = CommandLine.Join(arguments);
#endif
        return info;
    }
}
