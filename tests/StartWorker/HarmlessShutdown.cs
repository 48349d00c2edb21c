namespace WorkerRunner.StartWorker.Tests;

/// <summary>A command that stands before the system's own "shutdown": it writes down that it was called, and does nothing.</summary>
internal static class HarmlessShutdown
{
    /// <summary>What goes first in PATH.</summary>
    public static string Folder { get; } = Create();

    /// <summary>The line that a call leaves in the log.</summary>
    public const string Called = "shutdown was called with: -h now";

    private static string Create()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "harmless");
        Directory.CreateDirectory(folder);
        // Nobody else may write there, or it would not be executed.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var command = Path.Combine(folder, "shutdown");
        File.WriteAllText(command, "#!/bin/sh\necho \"shutdown was called with: $*\" >&2\n");
        File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }
}
