using WorkerRunner.Metadata;
using WorkerRunner.Values;

namespace WorkerRunner.Interruptions.Google;

/// <summary><c>instance/maintenance-event</c>: termination is an interruption, live migration only informs.</summary>
internal sealed class MaintenanceSignal(MetadataClient metadata, TimeProvider time) : IInterruptionSignal
{
    private const string None = "NONE";
    private const string Migrate = "MIGRATE_ON_HOST_MAINTENANCE";
    private const string Terminate = "TERMINATE_ON_HOST_MAINTENANCE";

    private const int LongestQuote = 100;

    private readonly HangingGet value = new(metadata, time, "/instance/maintenance-event");
    private string last = None;
    private int changes;

    public string Name => "maintenance event";

    public TimeSpan Pause => value.Pause;

    public async Task<IReadOnlyList<Interruption>> LookAsync(CancellationToken cancellationToken)
    {
        var text = await value.NextAsync(cancellationToken).ConfigureAwait(false);
        if (text is not ("" or None or Migrate or Terminate)) throw new FormatException($"The maintenance event \"{OneLine.Of(text, LongestQuote)}\" is not known.");
        if (text != last) changes++;
        last = text;
        if (text.Length == 0 || text == None) return [];
        return
        [
            new Interruption
            {
                Provider = GoogleMetadata.Cloud,
                Kind = "maintenance",
                Action = text,
                // The service gives events no name; one that comes again after it was over is another one.
                EventId = FormattableString.Invariant($"{text} {changes}"),
                IsAdvisory = text != Terminate,
                Raw = text,
            },
        ];
    }
}
