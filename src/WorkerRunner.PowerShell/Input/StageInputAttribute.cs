using System.Management.Automation;
using WorkerRunner.Configuration;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Input;

/// <summary>Says which stage is missing where a cmdlet is given what an earlier one needs.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StageInputAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter takes a live session rather than a run.</summary>
    public bool TakesSession { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject { BaseObject: { } inner } ? inner : inputData) switch
        {
            RunnerConfig => throw Missing("a runner configuration, and no run yet", "Invoke-ProviderRegistration"),
            WorkerRun when TakesSession => throw Missing("a run whose worker is not started yet", "Start-TaskclusterWorker"),
            // Of a session, which is a later stage's, the run is meant.
            WorkerSession session when !TakesSession => session.Run,
            _ => inputData,
        };

    private static ArgumentTransformationMetadataException Missing(string what, string cmdlet) => new($"This is {what}: {cmdlet} comes first.");
}
