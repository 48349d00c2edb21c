namespace WorkerRunner.Workers.Services;

/// <summary>Starts workers that are services of the operating system.</summary>
public interface IWorkerServices
{
    /// <summary>Looks whether a service is there and can be started, and changes nothing.</summary>
    /// <exception cref="WorkerStartException">It is not there, or disabled.</exception>
    void Check(WorkerService service);

    /// <summary>Starts a service and waits until its worker has connected. Where that fails it is stopped again.</summary>
    /// <param name="service">Which service.</param>
    /// <param name="configure">Writes what the worker reads; called when nothing that can be seen beforehand keeps the service from starting.</param>
    /// <param name="environment">The outside world.</param>
    /// <param name="cancellationToken">Ends the waiting, and stops the service.</param>
    /// <exception cref="WorkerStartException">It could not be started, or did not connect.</exception>
    Task<IRunningWorker> StartAsync(WorkerService service, Action configure, RunEnvironment environment, CancellationToken cancellationToken);
}
