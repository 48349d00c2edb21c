using System.Diagnostics;

namespace WorkerRunner.Tests.Fakes;

/// <summary>The same of a thread pool that does not tell what waits for it: nothing does once none of its threads has been at work for a moment.</summary>
internal static class Stillness
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    public static bool IsNow(int held, Func<bool> areOthersStill)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Moment)
        {
            if (!areOthersStill() || Busy() > held) return false;
            Thread.Yield();
        }
        return true;
    }

    public static string Describe() => $"Busy threads of the pool: {Busy()}.";

    private static int Busy()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all - free;
    }
}
