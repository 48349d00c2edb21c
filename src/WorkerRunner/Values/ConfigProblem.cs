namespace WorkerRunner.Values;

/// <summary>Something that is wrong with a runner configuration, or strange about it.</summary>
public sealed record ConfigProblem
{
    /// <summary>A <see cref="Severity"/>: a run ends because of it.</summary>
    public const string Error = "Error";

    /// <summary>A <see cref="Severity"/>: a run goes on, but probably not as it was meant.</summary>
    public const string Warning = "Warning";

    /// <summary>A <see cref="Severity"/>: good to know.</summary>
    public const string Information = "Information";

    /// <summary><c>Error</c>, <c>Warning</c> or <c>Information</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>The property by its dotted path, for example <c>worker.path</c>; null where the file as a whole is meant.</summary>
    public string? Property { get; init; }

    /// <summary>The line in the file, from 1; null where the file as a whole is meant.</summary>
    public int? Line { get; init; }

    /// <summary>The column, in characters, from 1; null where the file as a whole is meant.</summary>
    public int? Column { get; init; }

    /// <summary>What is wrong. It never quotes a secret.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; null where the message says it all.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The file, as its user named it.</summary>
    public required string Path { get; init; }

    /// <summary><c>path:line:column: message suggestion</c>, as the log shows it.</summary>
    public override string ToString()
    {
        var place = Line is null ? Path : FormattableString.Invariant($"{Path}:{Line}:{Column}");
        return WorkerRunnerException.WithAdvice($"{place}: {Message}", Suggestion);
    }

    internal static ConfigProblem Of(RunnerConfigException error, string severity = Error) => new()
    {
        Severity = severity,
        Property = error.Property,
        Line = error.Position?.Line,
        Column = error.Position?.Column,
        Message = error.Problem,
        Suggestion = error.Advice,
        Path = error.File,
    };
}
