using System.Globalization;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>Processes of this machine, by their IDs.</summary>
internal static class Processes
{
    /// <summary>Whether a process runs: one that has ended and is not yet reaped by init does not.</summary>
    public static bool IsAlive(int processId)
    {
        var status = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat";
        return File.Exists(status) && File.ReadAllText(status).Split(')')[^1].TrimStart()[0] is not ('Z' or 'X');
    }
}
