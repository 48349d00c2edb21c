namespace WorkerRunner.Tests.Polyfills;

/// <summary>.NET's overloads with a token.</summary>
internal static class TaskExtensions
{
    public static Task WaitAsync(this Task task, TimeSpan limit, CancellationToken cancellationToken) =>
        task.WaitAsync(limit, TimeProvider.System, cancellationToken);

    public static Task<T> WaitAsync<T>(this Task<T> task, TimeSpan limit, CancellationToken cancellationToken) =>
        task.WaitAsync(limit, TimeProvider.System, cancellationToken);

    public static Task WaitAsync(this Task task, CancellationToken cancellationToken) => task.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public static Task<T> WaitAsync<T>(this Task<T> task, CancellationToken cancellationToken) =>
        task.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    public static Task CancelAsync(this CancellationTokenSource source) => Task.Run(source.Cancel);

    public static Task<string> ReadAsStringAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsStringAsync();
    }
}
