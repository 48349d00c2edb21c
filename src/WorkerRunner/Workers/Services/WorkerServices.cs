using System.ComponentModel;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Workers.Services;

/// <summary>
/// Starts generic-worker as a Windows service. Its pipes listen before the service is started, as it opens them once and does not wait.
/// </summary>
internal sealed class WorkerServices(ServiceCalls calls)
{
    /// <summary>For the worker to open its pipes after the service has started; it does that first of all.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromMinutes(2);

    /// <summary>For the service manager to start it; that gives up after 30 s itself, unless its own limit was changed.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan EarlierStopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectionOnItsWay = TimeSpan.FromSeconds(1);

    public void Check(WorkerService worker)
    {
        using var service = Open(worker.Name);
        RequireEnabled(service);
    }

    public async Task<IRunningWorker> StartAsync(WorkerService worker, Action configure, WorkerHost host, CancellationToken cancellationToken)
    {
        var service = Open(worker.Name);
        try
        {
            await RequireStoppedAsync(service, host, cancellationToken).ConfigureAwait(false);
            configure();
            return await StartAsync(service, worker.Pipe, host, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            service.Dispose();
            throw ServiceFailure.Refused(worker.Name, "could not be queried", e);
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    private IService Open(string name)
    {
        try
        {
            return calls.Manager.Open(name);
        }
        catch (Win32Exception e) when (e.NativeErrorCode == ServiceError.DoesNotExist)
        {
            throw new WorkerStartException(
                $"worker.service \"{name}\": there is no such service.{NearestName.Hint(name, Names())}",
                "Check the name, or create the service: docs/windows-service.md. To list all services: sc.exe query type= service state= all",
                e);
        }
        catch (Win32Exception e)
        {
            throw ServiceFailure.Refused(name, "could not be opened", e);
        }
    }

    private IReadOnlyList<string> Names()
    {
        try
        {
            return calls.Manager.Names;
        }
        catch (Win32Exception)
        {
            // They are for a hint only.
            return [];
        }
    }

    private static void RequireEnabled(IService service)
    {
        if (service.IsDisabled) throw ServiceFailure.NotStarted(service.Name, new Win32Exception(ServiceError.Disabled));
    }

    /// <summary>A service that runs already has not our configuration, and missed our pipes.</summary>
    private static async Task RequireStoppedAsync(IService service, WorkerHost host, CancellationToken cancellationToken)
    {
        RequireEnabled(service);
        var status = service.Query();
        if (status.State == ServiceState.StopPending)
        {
            host.Log.Write(Messages.WaitingForServiceStop(service.Name, EarlierStopLimit));
            var limit = host.Time.GetUtcNow() + EarlierStopLimit;
            while (status.State == ServiceState.StopPending && host.Time.GetUtcNow() < limit)
            {
                await host.Time.Delay(RunningService.Poll, cancellationToken).ConfigureAwait(false);
                status = service.Query();
            }
        }
        if (status.State != ServiceState.Stopped) throw ServiceFailure.RunsAlready(service.Name, status);
    }

    private async Task<IRunningWorker> StartAsync(IService service, string pipeName, WorkerHost host, CancellationToken cancellationToken)
    {
        var pipes = Listen(pipeName);
        try
        {
            var running = await StartAsync(service, host, cancellationToken).ConfigureAwait(false);
            try
            {
                await ConnectAsync(running, pipes, pipeName, host, cancellationToken).ConfigureAwait(false);
                return new ServiceWorker(GenericWorker.Name, running, pipes);
            }
            catch
            {
                await running.StopAsync().ConfigureAwait(false);
                running.Dispose();
                throw;
            }
        }
        catch
        {
            pipes.Dispose();
            throw;
        }
    }

    private WorkerPipes Listen(string name)
    {
        try
        {
            return new WorkerPipes(calls.Pipes, name);
        }
        catch (IOException e)
        {
            throw new WorkerStartException(
                $"The worker's pipe could not be created: {e.Message}",
                "Another runner may be running, or another program uses that name: end it, or choose another name for worker.protocolPipe and in the service's definition.",
                e);
        }
    }

    private static async Task<RunningService> StartAsync(IService service, WorkerHost host, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        host.Log.Write(Messages.StartingService(service.Name));
        var starting = Task.Run(service.Start, CancellationToken.None);
        try
        {
            // It cannot be broken off; who cancels it wants the service stopped, for which it must have started.
            await starting.WaitAsync(StartLimit, host.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw ServiceFailure.NotStarted(service.Name, e);
        }
        catch (TimeoutException e)
        {
            throw new WorkerStartException(
                $"The service manager has not started the service \"{service.Name}\" within {DurationText.Of(StartLimit)}.", "See the system's event log.", e);
        }
        return new RunningService(service, host);
    }

    private static async Task ConnectAsync(
        RunningService service, WorkerPipes pipes, string pipeName, WorkerHost host, CancellationToken cancellationToken)
    {
        host.Log.Write(Messages.WaitingForConnection(pipeName, ConnectLimit));
        try
        {
            await Task.WhenAny(pipes.Connected, service.Ended).WaitAsync(ConnectLimit, host.Time, cancellationToken).ConfigureAwait(false);

            // A worker that connected and ended at once is a worker that has ended, with all it said in the pipe.
            if (!pipes.Connected.IsCompleted)
                await pipes.Connected.WaitAsync(ConnectionOnItsWay, host.Time, cancellationToken).ConfigureAwait(false);
            var opened = await pipes.Connected.ConfigureAwait(false);
            host.Log.Write(Messages.WorkerConnected(opened, pipes.ClientProcessId));
        }
        catch (TimeoutException)
        {
            throw service.Ended.IsCompleted
                ? ServiceFailure.Ended(service.Name, pipeName, await service.Ended.ConfigureAwait(false))
                : ServiceFailure.NeverConnected(service.Name, pipeName, pipes.Missing, ConnectLimit);
        }
        catch (IOException e)
        {
            throw new WorkerStartException($"The pipe of the service \"{service.Name}\" broke: {e.Message}", "Try again.", e);
        }

        if (!service.Ended.IsCompleted && !service.HasProcess(pipes.ClientProcessId))
            host.Log.Write(Messages.StrangerConnected(pipes.ClientProcessId, pipeName, service.Name));
    }
}
