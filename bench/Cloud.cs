using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Clouds;

namespace WorkerRunner.Bench;

/// <summary>A cloud as the sandbox plays it, and what is expected on it.</summary>
/// <param name="Name">The provider type.</param>
/// <param name="MostDelays">How many round trips a boot may have one after another, and half a one to spare.</param>
/// <param name="LongestNotice">How long the news of an interruption may take to the worker.</param>
/// <param name="AddInstance">A new instance, which has not registered yet.</param>
/// <param name="Interrupt">Announces its end.</param>
internal sealed record Cloud(
    string Name, double MostDelays, TimeSpan LongestNotice, Func<SandboxServer, CloudInstance> AddInstance, Action<SandboxServer> Interrupt)
{
    private const string Pool = "bench/bench";

    public static IReadOnlyList<Cloud> All { get; } =
    [
        new("aws", 4.5, TimeSpan.FromSeconds(2.2), s => s.AddAwsInstance(Pool, "aws", "region"), s => s.Aws.AnnounceSpotInterruption("terminate", DateTimeOffset.UtcNow.AddMinutes(2))),
        new("azure", 3.5, TimeSpan.FromSeconds(1.2), s => s.AddAzureInstance(Pool, "azure", "region"), s => s.Azure.ScheduleEvent(Guid.NewGuid().ToString(), "Preempt")),
        new("google", 4.5, TimeSpan.FromSeconds(0.1), s => s.AddGoogleInstance(Pool, "google", "region"), s => s.Google.Preempt()),
    ];
}
