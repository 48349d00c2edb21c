using System.Text.Json;
using WorkerRunner.Sandbox.Taskcluster;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;

namespace WorkerRunner.Sandbox.Clouds.Google;

/// <summary>The google provider: a full identity token of this VM for exactly the root URL, good for one registration.</summary>
internal sealed class GoogleIdentity(GoogleInstance vm, string rootUrl, WorkerManagerService workerManager) : IIdentity
{
    private const string BadProof = "Token validation error";
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string? Refuse(Worker worker, JsonElement proof)
    {
        if (!proof.TryGetProperty("token", out var token) || IdentityToken.Read(token.GetString()!) is not { } claims || !IsGood(claims))
            return BadProof;
        // The real service takes for granted that a token is a full one, and falls over one that is not.
        if (!claims.TryGetProperty("google", out var google))
            throw ApiException.Internal();
        if (google.GetProperty("compute_engine").GetProperty("instance_id").GetString() != vm.WorkerId)
            return BadProof;
        return worker.Started ? workerManager.AlreadyStarted(BadProof) : null;
    }

    private bool IsGood(JsonElement claims)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("iat").GetInt64());
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64());
        return claims.GetProperty("aud").GetString() == rootUrl
            && issued - Slack <= workerManager.Now && workerManager.Now <= expires + Slack;
    }
}
