using System.Globalization;

namespace WorkerRunner.Packaging;

/// <summary>What is released.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Time">The time of all its files, so that the same sources make the same bytes.</param>
internal sealed record Release(string Version, DateTimeOffset Time)
{
    /// <summary>Finds out what is released. This program has the version of all that it packs.</summary>
    public static async Task<Release> ReadAsync()
    {
        var version = typeof(Release).Assembly.GetName().Version ?? throw new PackagingException("This program has no version.");
        return new Release(version.ToString(3), await ReadTimeAsync());
    }

    /// <summary>The name of the archive's only folder.</summary>
    public string FolderName(Platform platform) => $"start-worker-{Version}-{platform.Name}";

    /// <summary>The name of a platform's archive.</summary>
    public string ArchiveName(Platform platform) => FolderName(platform) + platform.ArchiveForm.Extension;

    private static async Task<DateTimeOffset> ReadTimeAsync()
    {
        var said = Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is { Length: > 0 } set ? set : await Tool.ReadAsync("git", "log", "-1", "--format=%ct");
        return long.TryParse(said.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new PackagingException($"SOURCE_DATE_EPOCH is '{said.Trim()}', not seconds since 1970.");
    }
}
