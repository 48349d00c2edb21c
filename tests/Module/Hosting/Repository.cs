namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>Finds what the build made, from wherever below the repository the tests run.</summary>
internal static class Repository
{
    private static readonly string ManifestInRoot = Path.Combine("out", "WorkerRunner", "WorkerRunner.psd1");

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The manifest of the staged module, which is the one that ships.</summary>
    public static string Manifest { get; } = Path.Combine(Root, ManifestInRoot);

    /// <summary>An executable beside the tests.</summary>
    public static string Executable(string name) =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, ManifestInRoot))) return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has {ManifestInRoot}: build src/WorkerRunner.PowerShell.");
    }
}
