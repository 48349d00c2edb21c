namespace WorkerRunner.Machine;

/// <summary>Moves a file over another in one step; .NET Framework has another call for it than .NET.</summary>
internal static class AtomicMove
{
    public static void Over(string source, string destination)
    {
#if NET
        File.Move(source, destination, overwrite: true);
#else
        if (File.Exists(destination)) File.Replace(source, destination, destinationBackupFileName: null);
        else File.Move(source, destination);
#endif
    }
}
