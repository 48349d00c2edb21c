namespace WorkerRunner.Workers.Processes;

/// <summary>Finds a program, and says before anything is written if it is not there or cannot be executed.</summary>
internal static class ProgramFile
{
    /// <param name="name">A path, or a bare name that is looked for in PATH.</param>
    /// <param name="host">What relative paths are relative to.</param>
    /// <param name="what">What errors call it, for example <c>worker.path</c>.</param>
    /// <exception cref="WorkerStartException">It is not there or cannot be executed.</exception>
    public static string Find(string name, WorkerHost host, string what)
    {
        var endings = host.Machine.Processes.ProgramEndings;
        var isBareName = name.IndexOfAny([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]) < 0;
        var places = isBareName
            ? (host.Surroundings.Variable("PATH") ?? "").Split(Path.PathSeparator).Where(p => p.Length > 0).Select(p => Path.Combine(p, name))
            : [host.Surroundings.FullPath(name)];
        var candidates = places.SelectMany(p => endings.Select(e => p + e)).ToList();
        var found = candidates.FirstOrDefault(File.Exists);
        if (found is null) throw NotThere(name, isBareName, candidates, what);
        return host.Machine.Files.IsExecutable(found)
            ? found
            : throw new WorkerStartException($"{what} {found} is not executable.", $"Make it executable: chmod +x {found}");
    }

    private static WorkerStartException NotThere(string name, bool isBareName, List<string> candidates, string what)
    {
        if (isBareName) return new WorkerStartException($"{what} \"{name}\" was not found in PATH.", "Install it, or give its full path.");
        return Directory.Exists(candidates[0])
            ? new WorkerStartException($"{what} {candidates[0]} is a folder.", "It must be the worker's executable or a wrapper script.")
            : new WorkerStartException($"{what} {candidates[0]} does not exist.", "Check the path, and that the worker is installed.");
    }
}
