using System.Diagnostics;
using System.Globalization;

namespace WorkerRunner.ScriptedWorker;

/// <summary>Processes that the worker starts and leaves behind.</summary>
internal sealed class Children
{
    private readonly List<int> ids = [];

    /// <summary>Their process IDs.</summary>
    public IReadOnlyList<int> Ids => ids;

    /// <summary>Starts a copy of this program that sleeps, with this process's own streams or with none of them.</summary>
    public void Start(int sleepMilliseconds, bool inheritStreams)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = !inheritStreams,
            RedirectStandardOutput = !inheritStreams,
            RedirectStandardError = !inheritStreams,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add(Program.SleepCommand);
        start.ArgumentList.Add(sleepMilliseconds.ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(start)!;
        ids.Add(process.Id);
    }
}
