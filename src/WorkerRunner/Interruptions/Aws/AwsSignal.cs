using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Interruptions.Aws;

/// <summary>Polls one signal of AWS.</summary>
internal sealed class AwsSignal(
    MetadataClient metadata, string name, Func<MetadataClient, CancellationToken, Task<IReadOnlyList<Interruption>>> look) : IInterruptionSignal
{
    public string Name => name;

    /// <summary>AWS recommends 5 seconds; of the two minutes' notice each one less counts.</summary>
    public TimeSpan Pause { get; } = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<Interruption>> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await look(metadata, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw new FormatException($"The answer for {name} cannot be parsed: {e.Message}", e);
        }
    }
}
