namespace WorkerRunner.Machine;

/// <summary>Where a run takes place: the computer, the folder that relative paths start at, and the environment variables.</summary>
/// <param name="machine">The computer.</param>
/// <param name="baseDirectory">What relative paths are relative to.</param>
/// <param name="variable">Reads an environment variable; the process's by default.</param>
internal sealed class Surroundings(IMachine machine, string baseDirectory, Func<string, string?>? variable = null)
{
    private readonly Func<string, string?> variable = variable ?? Environment.GetEnvironmentVariable;

    /// <summary>The computer.</summary>
    public IMachine Machine { get; } = machine;

    /// <summary>What relative paths are relative to.</summary>
    public string BaseDirectory { get; } = baseDirectory;

    /// <summary>An environment variable; null where it is not set or empty.</summary>
    public string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>A path as the operating system takes it: relative ones start at <see cref="BaseDirectory"/>.</summary>
    public string FullPath(string path) => Path.GetFullPath(Path.Combine(BaseDirectory, path));
}
