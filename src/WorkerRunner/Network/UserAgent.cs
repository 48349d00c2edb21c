using System.Runtime.InteropServices;

namespace WorkerRunner.Network;

/// <summary>What we call ourselves in requests: <c>worker-runner/0.1.0 (linux-x64)</c>.</summary>
internal static class UserAgent
{
    public static string Text { get; } = $"worker-runner/{ProductVersion.Text} ({Platform}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()})";

    private static string Platform => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "windows" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macos" : "linux";
}
