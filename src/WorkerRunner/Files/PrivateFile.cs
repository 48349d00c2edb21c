using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>Writes a file that holds secrets: created private, then filled, then renamed into place.</summary>
internal static class PrivateFile
{
    /// <exception cref="IOException">It could not be written; what was at <paramref name="path"/> is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(IFileGuard guard, string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = TemporaryBeside(path);
        try
        {
            using (var file = guard.CreatePrivate(temporary))
            {
                file.Write(content, 0, content.Length);
                file.Flush(flushToDisk: true);
            }
            guard.Replace(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A name for a temporary file in the same folder, so that renaming it is one step.</summary>
    public static string TemporaryBeside(string path) => $"{path}.{Guid.NewGuid():N}.tmp";
}
