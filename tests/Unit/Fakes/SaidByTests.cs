using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Fakes;

/// <summary>What tests say themselves in a log, beside the messages of the table.</summary>
internal static class SaidByTests
{
    /// <summary>No message of the runner has this number.</summary>
    public const int EventId = 999;

    public static void Say(this RunLog log, LogLevel level, string text) => log.Write(new LogMessage(EventId, level, text));
}
