namespace WorkerRunner.Values;

/// <summary>A runner configuration that cannot be used: unreadable, not YAML, incomplete, or of the wrong shape.</summary>
public sealed class RunnerConfigException : WorkerRunnerException
{
    /// <summary>Makes the error; its message is <c>file:line:column: problem</c>.</summary>
    /// <param name="file">The file as its user named it.</param>
    /// <param name="position">Where in the file, if it is known.</param>
    /// <param name="problem">What is wrong, naming the property by its dotted path.</param>
    /// <param name="advice">What to do about it.</param>
    /// <param name="inner">The error under this one, if any.</param>
    public RunnerConfigException(string file, Position? position, string problem, string? advice = null, Exception? inner = null)
        : base("RunnerConfigInvalid", position is { } p ? $"{file}:{p}: {problem}" : $"{file}: {problem}", advice, inner)
    {
        File = file;
        Position = position;
        Problem = problem;
    }

    /// <summary>The file as its user named it.</summary>
    public string File { get; }

    /// <summary>Where in the file; null where the file as a whole is meant.</summary>
    public Position? Position { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>The property by its dotted path; null where none is meant.</summary>
    public string? Property { get; init; }
}
