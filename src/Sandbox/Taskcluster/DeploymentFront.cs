using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Queue;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>All that answers at a deployment's root URL: its services, and what real deployments have S3 for.</summary>
internal sealed class DeploymentFront(IService services, ArtifactStore artifacts) : IService
{
    /// <inheritdoc/>
    public SandboxReply Handle(SandboxRequest request) => For(request).Handle(request);

    /// <inheritdoc/>
    public Task WaitAsync(SandboxRequest request, CancellationToken cancellationToken) => For(request).WaitAsync(request, cancellationToken);

    private IService For(SandboxRequest request) => request.Path.StartsWith(ArtifactStore.Base, StringComparison.Ordinal) ? artifacts : services;
}
