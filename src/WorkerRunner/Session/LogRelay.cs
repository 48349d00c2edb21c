using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;

namespace WorkerRunner.Session;

/// <summary>The duty of <c>log</c> messages: structured entries of the worker go to the log.</summary>
internal sealed class LogRelay(RunLog log) : IDuty
{
    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.Log);
        connection.Handle(Capabilities.Log, message =>
        {
            if (!message.Properties.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
                throw new FormatException("\"body\" is no object.");
            log.WorkerEntryOfBurst(body);
        });
    }

    public Task RunAsync(WorkerSession session, CancellationToken stopping) => Task.CompletedTask;
}
