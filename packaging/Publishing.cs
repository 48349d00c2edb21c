namespace WorkerRunner.Packaging;

/// <summary>Builds start-worker for a platform; in which form is the project's own business.</summary>
internal static class Publishing
{
    /// <summary>Builds it, and returns the path of the program.</summary>
    public static async Task<string> PublishAsync(Release release, Platform platform)
    {
        var folder = Repository.At($"out/publish/{release.FolderName(platform)}");
        // What an earlier build left and this one does not make must not be shipped.
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        await Tool.ReadAsync("dotnet", "publish", "src/StartWorker", "-c", "Release", $"-p:StartWorkerRuntime={platform.Name}", "-o", folder, "-v", "quiet");
        var program = Path.Combine(folder, platform.Program);
        return File.Exists(program) ? program : throw new PackagingException($"dotnet publish made no {program}.");
    }
}
