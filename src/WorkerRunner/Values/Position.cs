namespace WorkerRunner.Values;

/// <summary>A place in a text file; both numbers count from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column, in characters.</param>
public readonly record struct Position(int Line, int Column)
{
    /// <summary><c>line:column</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Line}:{Column}");
}
