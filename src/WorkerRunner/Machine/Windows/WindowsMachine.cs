using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>Windows.</summary>
internal sealed class WindowsMachine(TimeProvider time) : IMachine
{
    /// <summary>
    /// Now less the time since Windows booted, sleep and hibernation included. With Fast Startup a shutdown is a hibernation of the kernel, and
    /// this is the time of the last full boot: a restart is one, and Fast Startup is off on servers and on machines that cannot hibernate.
    /// </summary>
    public DateTimeOffset? BootTime => time.GetUtcNow() - TimeSpan.FromMilliseconds(GetTickCount64());

    public IFileGuard Files { get; } = new WindowsFileGuard();

    public IProcessControl Processes { get; } = new WindowsProcessControl();

    public ServiceCalls? Services { get; } = new(new WindowsServiceManager(), new WindowsPipeFactory());

    public ILocalEndpoints? Endpoints { get; } = new WindowsEndpoints();

    public int ProcessId => Environment.ProcessId;

    public string? Notify(string address, string state) => "this system has no such service manager.";

    public string? ProtectFromOutOfMemory(int processId) => null;

    public Task ShutDownAsync(string reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        new SystemShutdown(ShutdownCalls.EnablePrivilege, ShutdownCalls.Initiate).Begin(reason);
        return Task.CompletedTask;
    }
}
