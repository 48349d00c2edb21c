using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;

namespace WorkerRunner.Session;

/// <summary>The activity of <c>log</c> messages: structured entries of the worker go to the log.</summary>
internal sealed class LogRelay(RunLog log, WorkerEvents? events = null) : ISessionActivity
{
    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.Log);
        connection.Handle(Capabilities.Log, message =>
        {
            var json = message.Json.Span;
            if (!message.Properties.TryFindLast(json, "body"u8, out var body) || body.Kind != JsonTokenType.StartObject)
                throw new FormatException("\"body\" is not an object.");
            events?.CountEntry(body.Value.Raw(json));
            log.Worker.EntryOfBurst(body.Value.Raw(json));
        });
    }

    public Task RunAsync(WorkerSession session, CancellationToken stopping) => Task.CompletedTask;
}
