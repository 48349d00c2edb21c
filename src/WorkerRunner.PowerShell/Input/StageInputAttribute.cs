using System.Management.Automation;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Input;

/// <summary>Says which stage is missing where a cmdlet is given what an earlier one needs.</summary>
/// <param name="stage">What the parameter takes: a <see cref="RunnerConfig"/>, <see cref="WorkerRun"/> or <see cref="WorkerSession"/>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StageInputAttribute(Type stage) : ArgumentTransformationAttribute
{
    private const string CopyPrefix = "Deserialized.WorkerRunner.";

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is PSObject { TypeNames: var names } && names.FirstOrDefault()?.StartsWith(CopyPrefix, StringComparison.Ordinal) == true)
            throw new ArgumentTransformationMetadataException(
                "This is a copy of what another process had, as a job, a remote session or Import-Clixml gives it: it can be looked at, but a run goes on only in the process that began it. Begin with Get-RunnerConfig here.");
        return (inputData is PSObject { BaseObject: { } inner } ? inner : inputData) switch
        {
            string or FileInfo when stage == typeof(RunnerConfig) => throw Missing("a path, and no runner configuration yet", "Get-RunnerConfig"),
            RunnerConfig when stage != typeof(RunnerConfig) => throw Missing("a runner configuration, and no run yet", "Invoke-ProviderRegistration"),
            WorkerRun when stage == typeof(WorkerSession) => throw Missing("a run whose worker is not started yet", "Start-TaskclusterWorker"),
            // Of a session, which is a later stage's, the run is meant.
            WorkerSession session when stage == typeof(WorkerRun) => session.Run,
            _ => inputData,
        };
    }

    private static ArgumentTransformationMetadataException Missing(string what, string cmdlet) => new($"This is {what}: {cmdlet} comes first.");
}
