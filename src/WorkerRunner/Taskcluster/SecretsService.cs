using System.Text.Json;
using WorkerRunner.Retrying;
using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>The secrets service.</summary>
internal sealed class SecretsService
{
    private readonly ApiClient api;

    /// <summary>A client for one deployment.</summary>
    public SecretsService(TaskclusterAccess access, RootUrl rootUrl, RetryLimits? limits = null) =>
        api = new ApiClient(access, rootUrl, limits ?? new RetryLimits());

    /// <summary>The value of a secret.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="credentials">What to ask with.</param>
    /// <param name="forbiddenIsMissing">Whether 403 counts as "there is none".</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The value, an object; null where there is no such secret.</returns>
    /// <exception cref="TaskclusterException">It failed, or the value is no object.</exception>
    internal async Task<JsonElement?> GetAsync(string name, Credentials credentials, bool forbiddenIsMissing, CancellationToken cancellationToken)
    {
        var call = new ApiCall("secrets", "get", HttpMethod.Get, ["secret", name]) { Subject = name };
        var (answer, attempts) = await api.SendAsync(call, credentials, cancellationToken).ConfigureAwait(false);
        // A 404 of something else than the service, of a wrong root URL say, must not pass for "there is no secret".
        if (answer.StatusCode == 404 && answer.Error().Code == "ResourceNotFound") return null;
        if (answer.StatusCode == 403 && forbiddenIsMissing) return null;
        if (!answer.Succeeded) throw api.Failure(call, answer, attempts, ApiClient.AdviceFor(answer));
        try
        {
            using var json = JsonInput.Parse(answer.Body);
            return json.RootElement.RequiredObject("secret").Clone();
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw api.Unreadable(call, answer, attempts, e);
        }
    }
}
