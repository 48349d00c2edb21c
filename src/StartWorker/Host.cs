using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.StartWorker;

/// <summary>The computer that start-worker runs on.</summary>
internal static class Host
{
    /// <summary>Only the native program for Linux holds Native/spawn.c.</summary>
    public static IMachine Create() => OperatingSystem.IsLinux() && IsNative
        ? new UnixMachine(new NativeSpawn())
        : HostMachine.Create(TimeProvider.System);

    // What the runtime's host tells every program that it starts, and nobody a native one. What RuntimeFeature says is what the project
    // file says of both.
    private static bool IsNative => AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null;
}
