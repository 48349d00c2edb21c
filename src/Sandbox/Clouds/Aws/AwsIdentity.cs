using System.Text.Json;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;

namespace WorkerRunner.Sandbox.Clouds.Aws;

/// <summary>The aws provider: the signed document of the instance, byte for byte, good for one registration.</summary>
internal sealed class AwsIdentity(AwsInstance instance) : IIdentity
{
    /// <inheritdoc/>
    public string? Refuse(Worker worker, JsonElement proof)
    {
        if (worker.Started)
            return CloudRefusal.AlreadyStarted;
        if (!proof.TryGetProperty("document", out var document) || !proof.TryGetProperty("signature", out var signature))
            return "Request must include both a document (string) and a signature";
        var text = document.GetString()!;
        if (signature.GetString() != IdentitySignature.Of(text))
            return "Instance identity document validation error";
        return text == instance.IdentityDocument ? null : "Instance validation error";
    }
}
