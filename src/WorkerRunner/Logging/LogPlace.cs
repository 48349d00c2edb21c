namespace WorkerRunner.Logging;

/// <summary>Where a log destination puts its entries.</summary>
/// <param name="Target">What reports call it; two destinations of a log never have the same.</param>
/// <param name="Format">Makes the form of entries there.</param>
/// <param name="Open">Gives the stream; it touches nothing outside before something is written to it.</param>
internal sealed record LogPlace(string Target, Func<ILogFormat> Format, Func<RunEnvironment, Stream> Open)
{
    /// <summary>The target of what goes to stderr.</summary>
    public const string StandardError = "stderr";

    /// <summary>How long the worker waits for it when it takes nothing; see <see cref="StreamLogDestination"/>.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
