using System.Globalization;

namespace WorkerRunner.Machine.Unix;

/// <summary>Linux, and as far as it goes other Unix systems.</summary>
/// <param name="spawn">How it starts programs.</param>
internal sealed class UnixMachine(ISpawn spawn) : IMachine
{
    public DateTimeOffset? BootTime
    {
        get
        {
            const string label = "btime ";
            if (!File.Exists("/proc/stat")) return null;
            var line = File.ReadLines("/proc/stat").FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal));
            return line is null ? null : DateTimeOffset.FromUnixTimeSeconds(long.Parse(line.Substring(label.Length), CultureInfo.InvariantCulture));
        }
    }

    public string? WindowsImageState => null;

    public IFileGuard Files { get; } = new UnixFileGuard(UnixFileCalls.Here);

    public IProcessControl Processes { get; } = new UnixProcessControl(spawn);

    public ServiceCalls? Services => null;

    public ILocalEndpoints? Endpoints => UnixEndpoints.Here(Environment.GetEnvironmentVariable);

    public int ProcessId => Environment.ProcessId;

    public string? Notify(string address, string state) => LibC.SendTo(address, state);

    public string? ProtectFromOutOfMemory(int processId)
    {
        var path = string.Format(CultureInfo.InvariantCulture, "/proc/{0}/oom_score_adj", processId);
        if (!File.Exists(path)) return null;
        try
        {
            File.WriteAllText(path, "-1000");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    public Task ShutDownAsync(string reason, CancellationToken cancellationToken) =>
        ShutdownCommand.RunAsync(
            SystemCommand.Find("shutdown", Environment.GetEnvironmentVariable("PATH") ?? ""), "-h now", "It usually needs root privileges.", cancellationToken);
}
