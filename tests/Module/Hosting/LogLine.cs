namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A log line as an information record carries it.</summary>
internal sealed record LogLine(DateTimeOffset Time, string Source, string Level, string Message, object? Body)
{
    public static LogLine Of(InformationRecord record) => new(
        (DateTimeOffset)record.MessageData.Get("Time")!,
        record.MessageData.Text("Source")!,
        record.MessageData.Text("Level")!,
        record.MessageData.Text("Message")!,
        record.MessageData.Get("Body"));
}
