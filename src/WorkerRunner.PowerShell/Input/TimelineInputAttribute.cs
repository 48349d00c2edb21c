using System.Management.Automation;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.PowerShell.Input;

/// <summary>Takes the timeline from whatever has one: a run, a session, a worker's end, an error of a run.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimelineInputAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject { BaseObject: { } inner } ? inner : inputData) switch
    {
        WorkerRun run => run.Timeline,
        WorkerSession session => session.Timeline,
        WorkerExit exit => exit.Timeline,
        ErrorRecord error => Of(error.Exception),
        Exception error => Of(error),
        _ => inputData,
    };

    /// <summary>Start-WorkerRunner's error is thrown with that of the run in it.</summary>
    private static Timeline Of(Exception error)
    {
        for (var at = error; at is not null; at = at.InnerException)
            if (at is WorkerRunnerException { Timeline: { } timeline }) return timeline;
        throw new ArgumentTransformationMetadataException("This error has no timeline: it is not from a run of a worker.");
    }
}
