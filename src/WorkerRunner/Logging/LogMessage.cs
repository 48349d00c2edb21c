namespace WorkerRunner.Logging;

/// <summary>A message of the runner's own; <see cref="Messages"/> has all of them.</summary>
/// <param name="Id">Its number, which never changes: programs filter by it.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">What it says.</param>
internal readonly record struct LogMessage(int Id, LogLevel Level, string Text)
{
    /// <summary>The highest number that a message may have.</summary>
    public const int HighestId = 999;

    /// <summary>How long what it tells of took; null where that means nothing.</summary>
    public TimeSpan? Duration { get; init; }
}
