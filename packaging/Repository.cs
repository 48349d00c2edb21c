namespace WorkerRunner.Packaging;

/// <summary>The folder of the sources.</summary>
internal static class Repository
{
    private static string Folder { get; } = Find();

    /// <summary>The full path of a file or folder.</summary>
    public static string At(string path) => Path.Combine(Folder, path.Replace('/', Path.DirectorySeparatorChar));

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "WorkerRunner.slnx")))
                return folder;
        }
        throw new PackagingException("The sources are not around this program: WorkerRunner.slnx is in no folder above it.");
    }
}
