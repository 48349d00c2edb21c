using System.Globalization;
using System.Text.Json;
using WorkerRunner.Retrying;
using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>The calls of the worker-manager service that a runner makes.</summary>
internal sealed class WorkerManager
{
    private const string Service = "worker-manager";

    private readonly ApiClient api;

    /// <summary>A client for one deployment.</summary>
    public WorkerManager(TaskclusterAccess access, RootUrl rootUrl, RetryLimits? limits = null) =>
        api = new ApiClient(access, rootUrl, limits ?? new RetryLimits());

    /// <summary>ping: whether the service answers.</summary>
    /// <exception cref="TaskclusterException">It does not.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        var call = new ApiCall(Service, "ping", HttpMethod.Get, ["ping"]);
        var (answer, attempts) = await api.SendAsync(call, credentials: null, cancellationToken).ConfigureAwait(false);
        if (!answer.Succeeded) throw api.Failure(call, answer, attempts, ApiClient.AdviceFor(answer));
        using var json = JsonInput.Parse(answer.Body);
        if (!json.RootElement.TryGetProperty("alive", out var alive) || alive.ValueKind != JsonValueKind.True)
            throw api.Unreadable(call, answer, attempts, new FormatException("it does not say that the service is alive."));
    }

    /// <summary>
    /// registerWorker: proves who we are and gets credentials. Servers before v96.3 do not know <c>systemBootTime</c>; where one refuses
    /// it, the call is made once more without it.
    /// </summary>
    /// <exception cref="TaskclusterException">It failed.</exception>
    public async Task<Registration> RegisterAsync(WorkerIdentity identity, IdentityProof proof, DateTimeOffset? bootTime, CancellationToken cancellationToken)
    {
        var call = RegisterCall(identity, proof, bootTime);
        var (answer, attempts) = await api.SendAsync(call, credentials: null, cancellationToken).ConfigureAwait(false);
        if (bootTime is not null && answer.StatusCode == 400 && answer.Error() is ("InputValidationError", var message) && message.Contains("systemBootTime"))
        {
            call = RegisterCall(identity, proof, bootTime: null);
            (answer, attempts) = await api.SendAsync(call, credentials: null, cancellationToken).ConfigureAwait(false);
        }
        return answer.Succeeded ? Read(call, answer, attempts) : throw api.Failure(call, answer, attempts, RegisterAdvice(answer, attempts) ?? ApiClient.AdviceFor(answer));
    }

    /// <summary>reregisterWorker: exchanges the registration secret, once, for new credentials and the next secret.</summary>
    /// <exception cref="TaskclusterException">It failed.</exception>
    public async Task<Registration> ReregisterAsync(WorkerIdentity identity, Secret registrationSecret, Credentials credentials, CancellationToken cancellationToken)
    {
        var body = JsonBody.Object(json =>
        {
            json.WriteString("workerPoolId", identity.WorkerPoolId);
            json.WriteString("workerGroup", identity.WorkerGroup);
            json.WriteString("workerId", identity.WorkerId);
            json.WriteString("secret", registrationSecret.Reveal());
        });
        var call = new ApiCall(Service, "reregisterWorker", HttpMethod.Post, ["worker", "reregister"], body);
        var (answer, attempts) = await api.SendAsync(call, credentials, cancellationToken).ConfigureAwait(false);
        if (answer.Succeeded) return Read(call, answer, attempts);
        var lost = answer.StatusCode == 400 && attempts > 1 ? "The secret works once: an earlier attempt may have succeeded, and its answer was lost." : null;
        throw api.Failure(call, answer, attempts, lost);
    }

    /// <summary>reportWorkerError: shows an error with the worker pool, to everybody.</summary>
    /// <exception cref="TaskclusterException">It failed.</exception>
    public Task ReportErrorAsync(WorkerIdentity identity, WorkerErrorReport report, Credentials credentials, CancellationToken cancellationToken)
    {
        var body = JsonBody.Object(json =>
        {
            json.WriteString("workerGroup", identity.WorkerGroup);
            json.WriteString("workerId", identity.WorkerId);
            json.WriteString("kind", report.Kind);
            json.WriteString("title", report.Title);
            json.WriteString("description", report.Description);
            json.WritePropertyName("extra");
            report.Extra.WriteTo(json);
        });
        var call = new ApiCall(Service, "reportWorkerError", HttpMethod.Post, ["worker-pool-errors", identity.WorkerPoolId], body);
        return api.CallAsync(call, credentials, cancellationToken);
    }

    /// <summary>removeWorker: ends the worker's instance. An unknown worker is an error, one that is removed already is not.</summary>
    /// <exception cref="TaskclusterException">It failed.</exception>
    public Task RemoveAsync(WorkerIdentity identity, Credentials credentials, CancellationToken cancellationToken)
    {
        var call = new ApiCall(Service, "removeWorker", HttpMethod.Delete, ["workers", identity.WorkerPoolId, identity.WorkerGroup, identity.WorkerId]);
        return api.CallAsync(call, credentials, cancellationToken);
    }

    private static ApiCall RegisterCall(WorkerIdentity identity, IdentityProof proof, DateTimeOffset? bootTime)
    {
        var body = JsonBody.Object(json =>
        {
            json.WriteString("workerPoolId", identity.WorkerPoolId);
            json.WriteString("providerId", identity.ProviderId);
            json.WriteString("workerGroup", identity.WorkerGroup);
            json.WriteString("workerId", identity.WorkerId);
            json.WritePropertyName("workerIdentityProof");
            ConfigJson.Write(json, proof.Properties, SecretText.Revealed);
            if (bootTime is { } time)
                json.WriteString("systemBootTime", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        });
        return new ApiCall(Service, "registerWorker", HttpMethod.Post, ["worker", "register"], body);
    }

    private static string? RegisterAdvice(ApiAnswer answer, int attempts)
    {
        if (answer.StatusCode != 400 || answer.Error() is not (not null, var message)) return null;
        if (message.Contains("has expired")) return "worker-manager keeps a worker only until it expires: create it there again.";
        if (message.Contains("is not running")) return "worker-manager counts this worker as stopped: replace its instance.";

        // Only AWS's provider says in so many words that a second registration is refused; Azure's and Google's call the proof invalid.
        var hasRegistered = message.Contains("No need to register");
        if (attempts > 1 && (hasRegistered || message.Contains("validation error")))
            return "An earlier attempt probably succeeded and its answer was lost on the way; a cloud instance cannot register again and has to be replaced.";
        if (hasRegistered) return "This instance has registered before and cannot do so again; set cacheOverRestarts where it restarts as part of its work.";
        return message.Contains("validation error")
            ? "Are its worker pool and provider those that worker-manager created this instance with, and has it registered before?"
            : "Are provider ID, worker pool ID, worker group, worker ID and proof those that worker-manager has for this worker?";
    }

    private Registration Read(ApiCall call, ApiAnswer answer, int attempts)
    {
        try
        {
            using var json = JsonInput.Parse(answer.Body);
            var root = json.RootElement;
            return new Registration(
                Credentials.Read(root.RequiredObject("credentials")),
                root.RequiredTime("expires"),
                root.OptionalString("secret") is { Length: > 0 } secret ? new Secret(secret) : null,
                root.OptionalObject("workerConfig") is { } config ? ConfigJson.ReadObject(config) : null);
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw api.Unreadable(call, answer, attempts, e);
        }
    }
}
