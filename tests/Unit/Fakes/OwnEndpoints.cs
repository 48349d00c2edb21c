using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Real sockets or pipes that no other test finds.</summary>
internal static class OwnEndpoints
{
    public static ILocalEndpoints In(TempFolder folder) => OperatingSystem.IsWindows()
        ? new WindowsEndpoints($"worker-runner-test-{Guid.NewGuid():N}-")
        : new UnixEndpoints(FolderIn(folder), () => []);

    public static EndpointFolder FolderIn(TempFolder folder) => new(folder.File("control"), LibC.CurrentUser);
}
