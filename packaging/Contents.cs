namespace WorkerRunner.Packaging;

/// <summary>What is in an archive: the program, its licences, and the pages and examples where the sources have them, so that links between them work.</summary>
internal static class Contents
{
    private static readonly string[] TopFiles = ["LICENSE", "THIRD-PARTY-NOTICES.txt", "CHANGELOG.md"];

    /// <summary>The files of a platform's archive, always in the same order.</summary>
    public static IReadOnlyList<PackagedFile> Of(Release release, Platform platform, string program)
    {
        var folder = release.FolderName(platform);
        var texts = TopFiles
            .Concat(Below("docs", "*.md"))
            .Concat(Below("examples/Unattended", "*"))
            .Where(path => platform.IsLinux || !path.Contains("/systemd", StringComparison.Ordinal))
            .Select(path => new PackagedFile($"{folder}/{path}", Repository.At(path)));
        return [.. texts
            .Append(new PackagedFile($"{folder}/DOTNET-NOTICES.txt", RuntimeNotices.Path))
            .Append(new PackagedFile($"{folder}/{platform.Program}", program, IsProgram: true))
            .OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory.EnumerateFiles(Repository.At(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.At(""), path).Replace(Path.DirectorySeparatorChar, '/'));
}
