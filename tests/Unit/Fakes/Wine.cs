using System.Runtime.InteropServices;

namespace WorkerRunner.Tests.Fakes;

/// <summary>
/// Whether the Windows around us is Wine. For the attributes of tests: an exception that skips a test hangs the next one of its class there.
/// </summary>
internal static class Wine
{
    public static bool IsHere => Path.DirectorySeparatorChar == '\\' && GetProcAddress(GetModuleHandleW("ntdll.dll"), "wine_get_version") != IntPtr.Zero;

    [DllImport("kernel32.dll", CharSet = CharSet.Unicode)]
    private static extern IntPtr GetModuleHandleW(string name);

    [DllImport("kernel32.dll", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern IntPtr GetProcAddress(IntPtr module, string name);
}
