using WorkerRunner.Machine;

namespace WorkerRunner.Logging;

/// <summary>Where a log destination puts its entries.</summary>
/// <param name="Target">What reports call it; two destinations of a log never have the same.</param>
/// <param name="Format">Makes the form of entries there.</param>
/// <param name="Open">Gives the stream; it touches nothing outside before something is written to it.</param>
internal sealed record LogPlace(string Target, Func<ILogFormat> Format, Func<RunLog, Surroundings, Stream> Open)
{
    /// <summary>The target of what goes to stderr.</summary>
    public const string StandardError = "stderr";

    /// <summary>Whether the target is a file's path, relative to the runner's folder where it is no full one.</summary>
    public bool IsFile { get; init; }

    /// <summary>How long the worker waits for it when it takes nothing; see <see cref="StreamLogDestination"/>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether both go to the same place: two files may be one under different names (<c>x.log</c>, <c>./x.log</c>).</summary>
    public bool IsSame(LogPlace other, Func<string, string> fullPath)
    {
        if (IsFile != other.IsFile || !IsFile) return IsFile == other.IsFile && Target == other.Target;
        try
        {
            var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            return string.Equals(fullPath(Target), fullPath(other.Target), comparison);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            // What is no path is reported when it is used.
            return Target == other.Target;
        }
    }
}
