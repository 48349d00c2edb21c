using WorkerRunner.Metadata;

namespace WorkerRunner.Interruptions.Google;

/// <summary><c>instance/preempted</c>: this machine ends within 30 seconds.</summary>
internal sealed class PreemptionSignal(MetadataClient metadata, TimeProvider time) : IInterruptionSignal
{
    public const string Path = "/instance/preempted";
    public const string Preempted = "TRUE";

    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(30);

    private readonly HangingGet value = new(metadata, time, Path);

    public string Name => "preemption";

    public TimeSpan Pause => value.Pause;

    public async Task<IReadOnlyList<Interruption>> LookAsync(CancellationToken cancellationToken)
    {
        var text = await value.NextAsync(cancellationToken).ConfigureAwait(false);
        if (text != Preempted) return [];
        return
        [
            new Interruption
            {
                Provider = GoogleMetadata.Cloud,
                Kind = "preempted",
                Action = "terminate",
                Deadline = time.GetUtcNow() + Notice,
                EventId = Preempted,
                Raw = text,
            },
        ];
    }
}
