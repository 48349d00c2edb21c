using System.Runtime.InteropServices;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Console control events. They reach only processes at the caller's own console: a process without one, as in a service or in EC2Launch,
/// goes to the console of the other side for as long as that takes.
/// </summary>
internal static class ConsoleControl
{
    private const uint CtrlBreak = 1;
    private const int AccessDenied = 5;
    private static readonly int[] StandardHandles = [-10, -11, -12];

    /// <summary>
    /// Sends Ctrl-Break to a process group; Ctrl-C is switched off in one that was made by CREATE_NEW_PROCESS_GROUP. We are in another group,
    /// so that it cannot reach us.
    /// </summary>
    /// <param name="group">The ID of the group's first process.</param>
    /// <returns>False where there is no console that both of us are at.</returns>
    public static bool SendBreak(int group)
    {
        // Going to another console may set our standard handles to it.
        var ours = Array.ConvertAll(StandardHandles, GetStdHandle);
        var moved = AttachConsole((uint)group);
        if (!moved && Marshal.GetLastWin32Error() != AccessDenied) return false;
        try
        {
            return GenerateConsoleCtrlEvent(CtrlBreak, (uint)group);
        }
        finally
        {
            if (moved) ComeBack(ours);
        }
    }

    private static void ComeBack(IntPtr[] handles)
    {
        FreeConsole();
        for (var i = 0; i < handles.Length; i++) SetStdHandle(StandardHandles[i], handles[i]);
    }
}
