using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Windows;

/// <summary>Windows.</summary>
internal sealed class WindowsMachine(TimeProvider time) : IMachine
{
    public DateTimeOffset? BootTime => time.GetUtcNow() - TimeSpan.FromMilliseconds(GetTickCount64());

    public IFileGuard Files { get; } = new WindowsFileGuard();

    public IProcessControl Processes { get; } = new WindowsProcessControl();

    public Workers.Services.IWorkerServices Services { get; } =
        new Workers.Services.WindowsWorkerServices(new WindowsServiceManager(), new WindowsPipeFactory());

    public string? ProtectFromOutOfMemory() => null;

    public Task ShutDownAsync(string reason, CancellationToken cancellationToken) =>
        ShutdownCommand.RunAsync("shutdown.exe", "/s /f /t 0", "It needs the right to shut the system down.", cancellationToken);

    [DllImport("kernel32.dll")]
    private static extern ulong GetTickCount64();
}
