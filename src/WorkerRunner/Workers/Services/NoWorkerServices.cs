namespace WorkerRunner.Workers.Services;

/// <summary>A system whose services are not for workers.</summary>
internal sealed class NoWorkerServices : IWorkerServices
{
    public void Check(WorkerService service) => throw Unknown(service);

    public Task<IRunningWorker> StartAsync(WorkerService service, Action configure, RunEnvironment environment, CancellationToken cancellationToken) =>
        throw Unknown(service);

    private static WorkerStartException Unknown(WorkerService service) => new(
        $"worker.service \"{service.Name}\" names a Windows service, but this is not Windows.", "Name the worker's executable with worker.path instead.");
}
