namespace WorkerRunner.Tests.Fakes;

/// <summary>Whether anything goes on in this process, as the thread pool sees it.</summary>
internal static class Stillness
{
    /// <summary>Whether it is told here.</summary>
    public static bool CanBeSeen => true;

    /// <summary>Whether no work waits and none is done; not to be asked on a thread of the pool.</summary>
    /// <param name="held">How many threads of the pool are held up by the test itself.</param>
    /// <param name="areOthersStill">Whether the threads that are none of the pool's wait for something.</param>
    public static bool IsNow(int held, Func<bool> areOthersStill)
    {
        // Twice, as one may have given work to the other between two looks.
        var done = ThreadPool.CompletedWorkItemCount;
        return areOthersStill() && IsPoolStill(held) && areOthersStill() && IsPoolStill(held) && done == ThreadPool.CompletedWorkItemCount;
    }

    public static string Describe() => $"Busy threads of the pool: {Busy()}; waiting work: {ThreadPool.PendingWorkItemCount}.";

    private static bool IsPoolStill(int held) => ThreadPool.PendingWorkItemCount == 0 && Busy() <= held;

    private static int Busy()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free;
    }
}
