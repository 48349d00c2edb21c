using System.Security.Cryptography;

namespace WorkerRunner.Packaging;

/// <summary>SHA256SUMS, as sha256sum --check reads it.</summary>
internal static class Checksums
{
    private const string FileName = "SHA256SUMS";

    /// <summary>Writes the checksums of all files of a folder, and returns the path of the list.</summary>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var lines = Directory.GetFiles(folder)
            .Where(file => Path.GetFileName(file) != FileName)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)
            .Select(file => $"{HashOf(file)}  {Path.GetFileName(file)}\n");
        File.WriteAllText(path, string.Concat(lines));
        return path;
    }

    private static string HashOf(string file)
    {
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
