namespace WorkerRunner.Tests.Fakes;

/// <summary>The thread pool of .NET Framework does not tell what waits for it.</summary>
internal static class Stillness
{
    public static bool CanBeSeen => false;

    public static bool IsNow(int held, Func<bool> areOthersStill) => throw new NotSupportedException();

    public static string Describe() => "";
}
