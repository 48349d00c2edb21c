using Microsoft.Win32;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>Windows.</summary>
internal sealed class WindowsMachine(TimeProvider time) : IMachine
{
    private const string SetupState = @"SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State";

    /// <summary>
    /// Now less the time since Windows booted, sleep and hibernation included. With Fast Startup a shutdown is a hibernation of the kernel, and
    /// this is the time of the last full boot: a restart is one, and Fast Startup is off on servers and on machines that cannot hibernate.
    /// </summary>
    public DateTimeOffset? BootTime => time.GetUtcNow() - TimeSpan.FromMilliseconds(GetTickCount64());

    public string? WindowsImageState
    {
        get
        {
#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
            using var key = Registry.LocalMachine.OpenSubKey(SetupState);
            return key?.GetValue("ImageState") as string ?? "";
#pragma warning restore CA1416
        }
    }

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
