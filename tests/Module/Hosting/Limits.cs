namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>Guards that turn a wait for nothing into a failure.</summary>
internal static class Limits
{
    /// <summary>For a whole test, in milliseconds. Only a broken one ever comes to this.</summary>
    public const int Test = 120_000;

    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(60);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task Soon(this Task task) => task.WaitAsync(Hung, Token);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Hung, Token);
}
