using System.Management.Automation;
using WorkerRunner.Control;
using WorkerRunner.Files;
using WorkerRunner.Machine;
using WorkerRunner.Metadata;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.PowerShell.Output;

/// <summary>The one place where the domain's errors become PowerShell's.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(WorkerRunnerException error, object? target) =>
        new(error, error.ErrorId, CategoryOf(error), TargetOf(error) ?? target)
        {
            ErrorDetails = Details(error),
        };

    // The advice is part of the message, which all versions show. As a RecommendedAction PowerShell 7 would show it once more.
    private static ErrorDetails Details(WorkerRunnerException error)
    {
        if (error is not StageMissingException { Missing: var missing }) return new ErrorDetails(error.ToLogLine());
        var advice = $"Run {(missing == RunStages.Secrets ? "Get-WorkerSecrets" : "Expand-WorkerFiles")} first.";
        return new ErrorDetails($"{error.Message} {advice}");
    }

    private static ErrorCategory CategoryOf(WorkerRunnerException error) => error switch
    {
        RunnerConfigException { InnerException: FileNotFoundException or DirectoryNotFoundException } => ErrorCategory.ObjectNotFound,
        RunnerConfigException => ErrorCategory.InvalidData,
        StageMissingException or SessionRequestException => ErrorCategory.InvalidOperation,
        RunnerRequestException { IsGone: true } => ErrorCategory.ObjectNotFound,
        RunnerRequestException { ErrorId: RunnerRequestException.NotReached } => ErrorCategory.ResourceUnavailable,
        RunnerRequestException => ErrorCategory.InvalidOperation,
        RunStoppedException => ErrorCategory.OperationStopped,
        ProviderException => ErrorCategory.InvalidData,
        MetadataServiceException => ErrorCategory.ResourceUnavailable,
        TaskclusterException { StatusCode: 401 or 403 } => ErrorCategory.PermissionDenied,
        TaskclusterException { StatusCode: >= 400 and < 500 } => ErrorCategory.InvalidArgument,
        TaskclusterException => ErrorCategory.ConnectionError,
        WorkerFileException => ErrorCategory.WriteError,
        RestartCacheException => ErrorCategory.InvalidData,
        WorkerStartException => ErrorCategory.OpenError,
        WorkerFailedException => ErrorCategory.InvalidResult,
        NoFileException => ErrorCategory.InvalidArgument,
        FileGuardException or MachineException => ErrorCategory.PermissionDenied,
        _ => ErrorCategory.NotSpecified,
    };

    private static object? TargetOf(WorkerRunnerException error) => error switch
    {
        WorkerFailedException failed => failed.Exit,
        RunnerConfigException config => config.File,
        _ => null,
    };
}
