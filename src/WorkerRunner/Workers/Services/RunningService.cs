using System.ComponentModel;
using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Workers.Services;

/// <summary>A service that was started: looked at until it has stopped, and stopped where that is wanted.</summary>
internal sealed class RunningService : IDisposable
{
    /// <summary>How often its status is asked for.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>For the service manager to tell the service that it is to stop; it gives up after 30 s itself.</summary>
    public static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(35);

    /// <summary>For the service to stop then, before it is killed.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <summary>For the service manager to see the end of a service that was killed.</summary>
    public static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    private const int MostFailures = 20;

    private readonly IService service;
    private readonly RunLog log;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource watching = new();
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int failures;
    private int processId;
    private bool processIsLost;

    public RunningService(IService service, WorkerHost host)
    {
        this.service = service;
        log = host.Log;
        time = host.Time;
        _ = WatchAsync(watching.Token);
    }

    public string Name => service.Name;

    /// <summary>Its exit code, once it has stopped; an error where nothing can be told of it any more.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>Whether a process is one of the service's; where the system does not tell, nothing is wrong with it.</summary>
    public bool HasProcess(int id)
    {
        try
        {
            return service.HasProcess(id);
        }
        catch (Exception e) when (e is Win32Exception or ObjectDisposedException)
        {
            log.Write(Messages.ServiceProcessesUnknown(Name, e.Message));
            return true;
        }
    }

    /// <summary>Asks the service manager to stop it; in the background, as that may block.</summary>
    public Task RequestStop() => Task.Run(() =>
    {
        try
        {
            service.Stop();
        }
        catch (Win32Exception e) when (e.NativeErrorCode == ServiceError.NotActive)
        {
            // It has stopped in the meantime, which is what was wanted.
        }
        catch (Exception e) when (e is Win32Exception or ObjectDisposedException)
        {
            log.Write(Messages.ServiceStopRefused(Name, e.Message));
        }
    });

    public void Kill()
    {
        try
        {
            service.Kill();
        }
        catch (Exception e) when (e is Win32Exception or ObjectDisposedException)
        {
            log.Write(Messages.ServiceKillFailed(Name, e.Message));
        }
    }

    /// <summary>Stops it, by force if need be, within limits.</summary>
    public async Task StopAsync()
    {
        if (Ended.IsCompleted) return;
        log.Write(Messages.StoppingService(Name));
        await WithinAsync(Task.WhenAny(RequestStop(), Ended), AskLimit).ConfigureAwait(false);
        if (await WithinAsync(Task.WhenAny(Ended), StopLimit).ConfigureAwait(false)) return;
        log.Write(Messages.KillingService(Name));
        Kill();
        if (!await WithinAsync(Task.WhenAny(Ended), KillLimit).ConfigureAwait(false)) log.Write(Messages.ServiceLeftRunning(Name));
    }

    public void Dispose()
    {
        watching.Cancel();
        watching.Dispose();
        service.Dispose();
    }

    private async Task<bool> WithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            int? exitCode;
            while ((exitCode = Look()) is null) await time.Delay(Poll, cancellationToken).ConfigureAwait(false);
            ended.TrySetResult(exitCode.Value);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to know any more.
        }
        catch (Exception e)
        {
            // Whoever waits for its end must not wait for ever.
            ended.TrySetException(e);
        }
    }

    /// <summary>A service manager that does not notice the end of a process gets until the next look to do so.</summary>
    private bool HasLostProcess()
    {
        if (service.IsAlive(processId)) return false;
        if (processIsLost) return true;
        processIsLost = true;
        return false;
    }

    /// <summary>Its exit code if it has ended, else null.</summary>
    private int? Look()
    {
        try
        {
            var status = service.Query();
            failures = 0;
            if (status.State == ServiceState.Stopped) return status.ExitCode;
            if (processId == 0) processId = status.ProcessId;
            if (status.ProcessId == 0) return null;
            if (status.ProcessId == processId) return HasLostProcess() ? ServiceError.ProcessAborted : null;

            // The worker that spoke to us is gone; the new one finds no pipe and ends.
            log.Write(Messages.ServiceRestarted(Name));
            return ServiceError.ProcessAborted;
        }
        catch (Win32Exception e)
        {
            // A service manager that is busy for a moment ends no worker.
            if (++failures < MostFailures) return null;
            throw new WorkerStartException($"The service manager no longer reports the state of the service \"{Name}\": {e.Message}", "See the system's event log.", e);
        }
    }
}
