using WorkerRunner.Values;

namespace WorkerRunner.Machine;

/// <summary>Whether a file that a runner configuration names can be written, found out without writing it.</summary>
internal static class FilePlace
{
    /// <summary>Reports what would keep it from being written, and folders that would be made for it.</summary>
    /// <param name="section">Where it is named.</param>
    /// <param name="key">By which property.</param>
    /// <param name="path">The path as it is named.</param>
    /// <param name="surroundings">What relative paths are relative to.</param>
    public static void Check(ConfigSection section, string key, string path, Surroundings surroundings)
    {
        if (path.Length == 0) return;
        var property = section.PathOf(key);
        try
        {
            var full = surroundings.FullPath(path);
            var folder = Path.GetDirectoryName(full);
            var existing = NearestExisting(folder);
            if (surroundings.Machine.Files.KindOf(full) is not (FileKind.None or FileKind.Regular) and var kind) Fail($"{property} {full} is a {kind.ToName()}.", "Give the path of a file.");
            else if (existing is null || File.Exists(existing)) Fail($"{property} {path} is below {existing ?? "a root that does not exist"}, which is not a folder.", null);
            else if (!surroundings.Machine.Files.IsWritable(existing)) Fail($"{property}: this user may not create files in {existing}.", "Change the folder's permissions, or name another one.");
            else if (existing != folder) section.Mention(ConfigProblem.Information, key, $"{property}: the folder {folder} does not exist yet; it is created when it is needed.");
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            Fail($"{property} is not a valid path: {e.Message}", "Give the path of a file.");
        }

        void Fail(string problem, string? advice) => section.Fail(0, section.Error(key, problem, advice));
    }

    private static string? NearestExisting(string? path)
    {
        while (path is not null && !Directory.Exists(path) && !File.Exists(path)) path = Path.GetDirectoryName(path);
        return path;
    }
}
