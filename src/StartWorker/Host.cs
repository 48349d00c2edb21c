using System.Runtime.CompilerServices;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.StartWorker;

/// <summary>The computer that start-worker runs on.</summary>
internal static class Host
{
    /// <summary>Only the native program for Linux holds Native/spawn.c.</summary>
    public static IMachine Create() => OperatingSystem.IsLinux() && !RuntimeFeature.IsDynamicCodeSupported
        ? new UnixMachine(new NativeSpawn())
        : HostMachine.Create(TimeProvider.System);
}
