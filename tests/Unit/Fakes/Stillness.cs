namespace WorkerRunner.Tests.Fakes;

/// <summary>Whether anything goes on in this process, as the thread pool sees it.</summary>
internal static class Stillness
{
    /// <summary>Whether no work waits and none is done; not to be asked on a thread of the pool.</summary>
    /// <param name="held">How many threads of the pool are held up by the test itself.</param>
    public static bool IsNow(int held)
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free <= held && ThreadPool.PendingWorkItemCount == 0;
    }
}
