using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Interruptions.Azure;

/// <summary>Azure's scheduled events.</summary>
internal sealed class AzureInterruptions(MetadataClient metadata, InterruptionSettings settings) : IInterruptionSource
{
    public string Provider => AzureMetadata.Cloud;

    public IReadOnlyList<IInterruptionSignal> Signals { get; } = [new ScheduledEvents(metadata, settings)];

    /// <summary>Asks Azure to go ahead with an event.</summary>
    public Task AcknowledgeAsync(Interruption interruption, CancellationToken cancellationToken)
    {
        var body = JsonBody.Object(json =>
        {
            json.WriteStartArray("StartRequests");
            json.WriteStartObject();
            json.WriteString("EventId", interruption.EventId);
            json.WriteEndObject();
            json.WriteEndArray();
        });
        return metadata.SendOnceAsync(HttpMethod.Post, ScheduledEvents.Path, System.Text.Encoding.UTF8.GetString(body), MetadataClient.RequestLimit, cancellationToken);
    }
}
