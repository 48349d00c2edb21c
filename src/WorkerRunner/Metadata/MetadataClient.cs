using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Network;
using WorkerRunner.Retrying;
using WorkerRunner.Values;

namespace WorkerRunner.Metadata;

/// <summary>Asks a cloud's metadata service, and outlasts its bad moments.</summary>
/// <param name="http">Clock, log and network.</param>
/// <param name="settings">Where it is, and how long it is waited for.</param>
/// <param name="cloud">What the log calls it.</param>
/// <param name="whenUnreachable">What usually keeps it from answering on this cloud.</param>
/// <param name="authorize">Puts the headers on a request that the service demands.</param>
/// <param name="onUnauthorized">What to do about a request that got a 401 before it is sent anew, where there is something; its answer is whether.</param>
internal sealed class MetadataClient(
    HttpAccess http,
    MetadataSettings settings,
    string cloud,
    string whenUnreachable,
    Func<HttpRequestMessage, CancellationToken, Task> authorize,
    Func<HttpRequestMessage, bool>? onUnauthorized = null)
{
    /// <summary>How long an ordinary request may take.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(2);

    /// <summary>Where the service is.</summary>
    public string Address => settings.Address;

    /// <summary>Asks until there is a final answer: a value, or that there is none.</summary>
    /// <exception cref="MetadataServiceException">None came within the time, or it is a refusal.</exception>
    public async Task<MetadataAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        var limits = new RetryLimits { FirstPause = TimeSpan.FromSeconds(0.5), Growth = 2, LongestPause = TimeSpan.FromSeconds(15), Total = settings.Timeout, Attempt = RequestLimit };
        var pipeline = new RetryPipeline(http, limits);
        http.Log.Write(Messages.AskingMetadata(cloud, settings.Address.ToString(), path, limits.Total));
        try
        {
            var answer = await pipeline.RunAsync($"{cloud} metadata", $"{cloud} metadata {path}", token => AskAsync(HttpMethod.Get, path, null, token), cancellationToken).ConfigureAwait(false);
            return Checked(path, answer);
        }
        catch (Exception e) when (RetryPipeline.IsNetworkError(e))
        {
            throw Unreachable(path, pipeline.Describe(e), e);
        }
    }

    /// <summary>Asks once, within a limit: for a watch, which asks again anyway.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<MetadataAnswer> GetOnceAsync(string path, TimeSpan limit, CancellationToken cancellationToken) =>
        SendOnceAsync(HttpMethod.Get, path, body: null, limit, cancellationToken);

    /// <summary>Sends once, within a limit.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<MetadataAnswer> SendOnceAsync(HttpMethod method, string path, string? body, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = http.Time.CreateCancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return Checked(path, await AskAsync(method, path, body, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(path, $"no answer within {DurationText.Of(limit)}.", e);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(path, e.Message, e);
        }
    }

    private async Task<MetadataAnswer> AskAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        var (answer, isWorthAnother) = await SendAsync(method, path, body, cancellationToken).ConfigureAwait(false);
        return isWorthAnother ? (await SendAsync(method, path, body, cancellationToken).ConfigureAwait(false)).Answer : answer;
    }

    private async Task<(MetadataAnswer Answer, bool IsWorthAnother)> SendAsync(
        HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, settings.Address + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        await authorize(request, cancellationToken).ConfigureAwait(false);
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var text = await ReadTextAsync(response, cancellationToken).ConfigureAwait(false);
        var answer = new MetadataAnswer((int)response.StatusCode, text, response.Headers.ETag?.Tag ?? RawETag(response), RetryAfter.Of(response, http.Time.GetUtcNow()));
        return (answer, answer.StatusCode == 401 && onUnauthorized?.Invoke(request) == true);
    }

    /// <summary>A body as UTF-8, whatever character set it claims: one that nobody knows is no reason to fail.</summary>
    public static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Google's ETags have no quotes, which HTTP would want.</summary>
    private static string? RawETag(HttpResponseMessage response) =>
        response.Headers.TryGetValues("ETag", out var values) ? values.FirstOrDefault() : null;

    private MetadataAnswer Checked(string path, MetadataAnswer answer)
    {
        if (answer.Found || answer.StatusCode == 404) return answer;
        throw new MetadataServiceException(
            $"The {cloud} metadata service at {settings.Address} refused {path} with status {answer.StatusCode}.",
            answer.IsTransient ? "It is failing or overloaded; if that persists, replace the instance." : whenUnreachable);
    }

    private MetadataServiceException Unreachable(string path, string problem, Exception inner) =>
        new($"The {cloud} metadata service at {settings.Address} did not answer {path}: {problem}", whenUnreachable, inner);
}
