namespace WorkerRunner.StartWorker;

/// <summary>Our standard output and standard error, as bytes.</summary>
internal static class StandardStream
{
    public static Stream Output() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new UnixStandardStream(1);

    public static Stream Error() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new UnixStandardStream(2);
}
