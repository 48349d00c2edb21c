namespace WorkerRunner.Sandbox.Http;

/// <summary>Something that answers the requests to one address of the sandbox.</summary>
internal interface IService
{
    /// <summary>Answers the request.</summary>
    SandboxReply Handle(SandboxRequest request);

    /// <summary>
    /// What a request has to wait for before it is handled. It is called before anybody can learn that the request has arrived,
    /// so its timers are running by then; its effects must not be a handled request's.
    /// </summary>
    Task WaitAsync(SandboxRequest request, CancellationToken cancellationToken) => Task.CompletedTask;
}
