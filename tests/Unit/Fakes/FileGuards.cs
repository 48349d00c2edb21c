using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Questions of tests to a file guard.</summary>
internal static class FileGuards
{
    public const int OwnerOnly = 0x180; // 0600

    public static bool IsLoose(this IFileGuard guard, string path)
    {
        using var file = guard.Open(path);
        return file.IsLoose;
    }

    public static void Tighten(this IFileGuard guard, string path)
    {
        using var file = guard.Open(path);
        file.Tighten();
    }

    public static FileStream CreatePrivate(this IFileGuard guard, string path) => guard.CreatePrivate(path, OwnerOnly);
}
