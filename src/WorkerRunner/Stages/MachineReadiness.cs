using WorkerRunner.Logging;
using WorkerRunner.Runs;

namespace WorkerRunner.Stages;

/// <summary>
/// Waits until the machine is ready. A worker that starts while Windows Setup specializes the image claims a task, and is rebooted under it
/// (taskcluster, pull request 8910).
/// </summary>
internal sealed class MachineReadiness(RunEnvironment environment)
{
    private const string Complete = "IMAGE_STATE_COMPLETE";
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SaidEvery = TimeSpan.FromMinutes(1);

    /// <summary>Returns when it is ready, and how long that took.</summary>
    /// <param name="settings">What it has to be.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MachineNotReadyException">It did not become so in time.</exception>
    public async Task<TimeSpan> WaitAsync(ReadinessSettings settings, CancellationToken cancellationToken)
    {
        if (settings.ForImageState && environment.Machine.WindowsImageState is null) environment.Log.Write(Messages.NoImageState());
        var start = environment.Time.GetTimestamp();
        var said = TimeSpan.MinValue;
        while (Missing(settings) is { } missing)
        {
            var passed = environment.Time.GetElapsedTime(start);
            if (passed >= settings.Timeout) throw new MachineNotReadyException(missing, settings.Timeout);
            if (said == TimeSpan.MinValue || passed - said >= SaidEvery)
            {
                environment.Log.Write(Messages.MachineNotReadyYet(missing, settings.Timeout - passed));
                said = passed;
            }

            await environment.Time.Delay(Poll, cancellationToken).ConfigureAwait(false);
        }

        var took = environment.Time.GetElapsedTime(start);
        if (said != TimeSpan.MinValue) environment.Log.Write(Messages.MachineReady(took));
        return took;
    }

    private string? Missing(ReadinessSettings settings)
    {
        if (settings.ForImageState && environment.Machine.WindowsImageState is { } state && state != Complete)
            return state.Length == 0 ? "Windows Setup tells no image state" : $"Windows Setup is at {state}";
        return settings.File is { } file && !File.Exists(environment.FullPath(file)) ? $"{file} is not there" : null;
    }
}
