using System.ComponentModel;
using static WorkerRunner.Machine.Windows.AdvApi32;

namespace WorkerRunner.Machine.Windows;

/// <summary>A Windows service (winsvc.h).</summary>
internal sealed class WindowsService(string name, ServiceHandle handle) : IService
{
    /// <summary>What is asked for when it is opened: SERVICE_QUERY_CONFIG, SERVICE_QUERY_STATUS, SERVICE_START, SERVICE_STOP.</summary>
    public const uint Rights = 0x1 | 0x4 | 0x10 | 0x20;

    private const int StatusProcessInfo = 0;
    private const uint ControlStop = 1;
    private const int StartDisabled = 4;

    // The largest that QueryServiceConfig takes; the start type is the second number in it.
    private const int LargestConfig = 8 * 1024;
    private const int StartTypeOffset = 4;

    public string Name => name;

    public bool IsDisabled
    {
        get
        {
            var config = new byte[LargestConfig];
            Check(QueryServiceConfig(handle, config, LargestConfig, out _));
            return BitConverter.ToInt32(config, StartTypeOffset) == StartDisabled;
        }
    }

    public ServiceStatus Query()
    {
        // SERVICE_STATUS_PROCESS is nine numbers: type, state, accepted controls, both exit codes, checkpoint, wait hint, process, flags.
        var status = new int[9];
        Check(QueryServiceStatusEx(handle, StatusProcessInfo, status, status.Length * sizeof(int), out _));
        return new ServiceStatus((ServiceState)status[1], status[3], status[4], status[7]);
    }

    public void Start() => Check(StartService(handle, 0, IntPtr.Zero));

    public void Stop() => Check(ControlService(handle, ControlStop, new int[7]));

    public bool IsAlive(int processId) => ProcessFamily.IsAlive(processId);

    public bool HasProcess(int processId)
    {
        var own = Query().ProcessId;
        return processId == own || (own != 0 && ProcessFamily.Below(own).Contains(processId));
    }

    public void Kill()
    {
        if (Query().ProcessId is > 0 and var own) ProcessFamily.Kill(own);
    }

    public void Dispose() => handle.Dispose();

    private static void Check(bool succeeded)
    {
        if (!succeeded) throw new Win32Exception();
    }
}
