namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Finds a command of the operating system: in the folders of PATH that are named in full, then in the system's own. The current directory is
/// never looked into, nor our own, and nothing is executed from a folder where somebody else than root and we may write: whoever can put a
/// file there would have it executed with our rights.
/// </summary>
internal static class SystemCommand
{
    private const int WritableByOthers = 0x12; // 022
    private const uint Root = 0;

    private static readonly string[] Own = ["/sbin", "/usr/sbin", "/bin", "/usr/bin"];

    /// <param name="name">Its name.</param>
    /// <param name="path">The folders, as PATH names them.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="MachineException">It is not there, or in a folder that cannot be trusted.</exception>
    public static string Find(string name, string path)
    {
        var folders = path.Split(Path.PathSeparator).Where(f => f.StartsWith("/", StringComparison.Ordinal)).Concat(Own);
        var folder = folders.FirstOrDefault(f => IsThere(Path.Combine(f, name)))
            ?? throw new MachineException($"The command \"{name}\" was not found in PATH or in {string.Join(", ", Own)}.", "Install the package that provides it, or shut the machine down by hand.");
        // Not the next one instead: who put another one first meant it to be found.
        return IsTrusted(folder)
            ? Path.Combine(folder, name)
            : throw new MachineException(
                $"{Path.Combine(folder, name)} was not executed: users other than root and this process's own can write to its folder.",
                $"Remove {folder} from PATH, or their write permission.");
    }

    private static bool IsThere(string file) => File.Exists(file) && LibC.CanExecute(file);

    /// <summary>With a dot, so that the folder itself is looked at where the path leads to it by a link.</summary>
    private static bool IsTrusted(string folder) => UnixFileCalls.Here.Look(Path.Combine(folder, "."), out var status) == 0
        && (status.Permissions & WritableByOthers) == 0
        && (status.Owner == Root || status.Owner == LibC.CurrentUser);
}
