using System.Management.Automation;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Input;

/// <summary>Says which stage is missing where a cmdlet is given what an earlier one needs.</summary>
/// <param name="stage">What the parameter takes: a <see cref="RunnerConfig"/>, <see cref="WorkerRun"/> or <see cref="TaskclusterWorker"/>.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StageInputAttribute(Type stage) : ArgumentTransformationAttribute
{
    private const string CopyPrefix = "Deserialized.WorkerRunner.";

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is PSObject { TypeNames: var names } && names.FirstOrDefault()?.StartsWith(CopyPrefix, StringComparison.Ordinal) == true)
            throw new ArgumentTransformationMetadataException(
                "This is a deserialized copy, as from a job, a remote session or Import-Clixml: it can be viewed, but a run continues only in the process that started it. Start with Get-RunnerConfig here.");
        return (inputData is PSObject { BaseObject: { } inner } ? inner : inputData) switch
        {
            string or FileInfo when stage == typeof(RunnerConfig) => throw Missing("a path, not a runner configuration", "Get-RunnerConfig"),
            RunnerConfig when stage != typeof(RunnerConfig) => throw Missing("a runner configuration, not a run", "Invoke-ProviderRegistration"),
            WorkerRun when typeof(TaskclusterWorker).IsAssignableFrom(stage) => throw Missing("a run whose worker has not been started", "Start-TaskclusterWorker"),
            // Of a session, which is a later stage's, the run is meant.
            WorkerSession session when stage == typeof(WorkerRun) => session.Run,
            _ => inputData,
        };
    }

    private static ArgumentTransformationMetadataException Missing(string what, string cmdlet) => new($"This is {what}: run {cmdlet} first.");
}
