namespace WorkerRunner.Sandbox.Http;

/// <summary>Something that answers a part of the addresses under the root URL.</summary>
internal interface IService
{
    /// <summary>Answers the request, or returns null when its address belongs to somebody else.</summary>
    SandboxReply? Handle(SandboxRequest request);
}
