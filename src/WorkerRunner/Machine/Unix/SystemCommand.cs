namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Finds a command of the operating system: in the folders of PATH that are named in full, then in the system's own. The current directory is
/// never looked into, nor our own: whoever can put a file there could have it executed with our rights.
/// </summary>
internal static class SystemCommand
{
    private static readonly string[] Own = ["/sbin", "/usr/sbin", "/bin", "/usr/bin"];

    /// <returns>Its full path.</returns>
    /// <exception cref="MachineException">It is not there.</exception>
    public static string Find(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(f => f.StartsWith("/", StringComparison.Ordinal));
        return path.Concat(Own).Select(folder => Path.Combine(folder, name)).FirstOrDefault(file => File.Exists(file) && LibC.CanExecute(file))
            ?? throw new MachineException($"There is no command \"{name}\", neither in PATH nor in {string.Join(", ", Own)}.", "Install what brings it, or shut the machine down by hand.");
    }
}
