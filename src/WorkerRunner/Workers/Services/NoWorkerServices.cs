namespace WorkerRunner.Workers.Services;

/// <summary>A system whose services are not for workers.</summary>
internal sealed class NoWorkerServices : IWorkerServices
{
    public Task<IRunningWorker> StartAsync(WorkerService service, Action configure, RunEnvironment environment, CancellationToken cancellationToken) =>
        throw new WorkerStartException(
            $"worker.service \"{service.Name}\" names a Windows service, but this is not Windows.", "Name the worker's executable with worker.path instead.");
}
