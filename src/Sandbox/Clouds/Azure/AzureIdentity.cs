using System.Text.Json;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;

namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>The azure provider: a document that Azure attested of this VM and that is not over, good for one registration.</summary>
internal sealed class AzureIdentity(AzureInstance vm, WorkerManagerService workerManager) : IIdentity
{
    private const string BadProof = "Signature validation error";

    /// <inheritdoc/>
    public string? Refuse(Worker worker, JsonElement proof)
    {
        // The schema lets aws's proof through as well, and the real service does not look at more than the document either.
        if (!proof.TryGetProperty("document", out var text) || AttestedDocument.Read(text.GetString()!) is not { } document)
            return BadProof;
        if (document.VmId != vm.VmId || document.Expires <= workerManager.Now)
            return BadProof;
        return worker.Started ? workerManager.AlreadyStarted(BadProof) : null;
    }
}
