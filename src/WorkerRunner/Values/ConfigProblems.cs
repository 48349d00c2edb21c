namespace WorkerRunner.Values;

/// <summary>
/// What a reader of a runner configuration finds wrong. For a run the first error ends the reading; for a check all of them are collected,
/// by the same rules: a reader that reports an error goes on with a value that stands for the missing one.
/// </summary>
/// <param name="collectsErrors">Whether errors are collected rather than thrown.</param>
internal sealed class ConfigProblems(bool collectsErrors)
{
    private readonly List<ConfigProblem> all = [];

    /// <summary>What was found, in the order of the file; what concerns the file as a whole comes first.</summary>
    public IReadOnlyList<ConfigProblem> All => all.OrderBy(p => p.Line ?? 0).ThenBy(p => p.Column ?? 0).ToList();

    /// <summary>The warnings, in the order in which they were found: without LINQ, as a start does not wait for that.</summary>
    public IReadOnlyList<ConfigProblem> Warnings => all.FindAll(p => p.Severity == ConfigProblem.Warning);

    /// <summary>An error. Of a property, and of what is in it, only the first one counts: the others follow from it.</summary>
    /// <exception cref="RunnerConfigException">It is the error, where errors are not collected.</exception>
    public void Report(RunnerConfigException error)
    {
        if (!collectsErrors) throw error;
        if (error.Property is null || !all.Exists(p => p.Severity == ConfigProblem.Error && IsWithin(error.Property, p.Property)))
            all.Add(ConfigProblem.Of(error));
    }

    /// <summary>Something that ends no run.</summary>
    public void Add(ConfigProblem problem) => all.Add(problem);

    private static bool IsWithin(string property, string? other) =>
        other is not null && (property == other || property.StartsWith(other + ".", StringComparison.Ordinal));
}
