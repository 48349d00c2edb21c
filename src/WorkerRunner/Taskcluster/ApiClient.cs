using System.Globalization;
using System.Net.Http.Headers;
using WorkerRunner.Logging;
using WorkerRunner.Network;
using WorkerRunner.Retrying;
using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>Calls API methods of one deployment: signs, retries, corrects the clock, and says every attempt in the log.</summary>
internal sealed class ApiClient(TaskclusterAccess access, RootUrl rootUrl, RetryLimits limits)
{
    private const int LongestProblem = 1000;

    private readonly RetryPipeline pipeline = new(access.Http, limits);

    /// <summary>Makes a call and gives the first answer that is final: a success, or a refusal that no retry would change.</summary>
    /// <param name="call">What to ask.</param>
    /// <param name="credentials">What to sign with; null for methods that need none.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The answer, and at which attempt it came.</returns>
    /// <exception cref="TaskclusterException">No final answer came within the limits.</exception>
    public async Task<(ApiAnswer Answer, int Attempts)> SendAsync(ApiCall call, Credentials? credentials, CancellationToken cancellationToken)
    {
        var attempts = 0;
        access.Http.Log.Write(Messages.CallingService(call.ToString(), rootUrl.ToString(), limits.Total));
        try
        {
            var answer = await pipeline.RunAsync(
                call.Service,
                call.ToString(),
                token =>
                {
                    attempts++;
                    return AttemptAsync(call, credentials, token);
                },
                cancellationToken).ConfigureAwait(false);
            if (answer.IsTransient) throw Failure(call, answer, attempts, AdviceFor(answer));
            return (answer, attempts);
        }
        catch (Exception e) when (RetryPipeline.IsNetworkError(e))
        {
            var advice = (e as NoAnswerException)?.Advice ?? "Check the root URL, the network, DNS and any proxy of this host.";
            throw new TaskclusterException(call, rootUrl, null, null, pipeline.Describe(e), attempts, advice, e);
        }
    }

    /// <summary>Makes a call that has to succeed.</summary>
    /// <exception cref="TaskclusterException">It did not.</exception>
    public async Task<ApiAnswer> CallAsync(ApiCall call, Credentials? credentials, CancellationToken cancellationToken)
    {
        var (answer, attempts) = await SendAsync(call, credentials, cancellationToken).ConfigureAwait(false);
        return answer.Succeeded ? answer : throw Failure(call, answer, attempts, AdviceFor(answer));
    }

    /// <summary>The error that an answer amounts to.</summary>
    public TaskclusterException Failure(ApiCall call, ApiAnswer answer, int attempts, string? advice)
    {
        var (code, message) = answer.Error();
        var problem = string.Join(" ", new[] { answer.StatusCode.ToString(CultureInfo.InvariantCulture), code, message }.Where(t => t is not null));
        return new TaskclusterException(call, rootUrl, answer.StatusCode, code, OneLine.Of(access.Http.Log.Secrets.Mask(problem), LongestProblem), attempts, advice, inner: null)
        {
            RetryAfter = answer.RetryAfter,
        };
    }

    /// <summary>The error of an answer that a service of Taskcluster would not give.</summary>
    public TaskclusterException Unreadable(ApiCall call, ApiAnswer answer, int attempts, Exception inner) => new(
        call, rootUrl, answer.StatusCode, null, $"the answer cannot be parsed: {inner.Message}", attempts,
        "Is the root URL that of a Taskcluster deployment?", inner);

    private async Task<ApiAnswer> AttemptAsync(ApiCall call, Credentials? credentials, CancellationToken cancellationToken)
    {
        var answer = await RequestAsync(call, credentials, cancellationToken).ConfigureAwait(false);
        var isStale = credentials is not null && answer.StatusCode == 401 && answer.Date is not null && answer.Error().Message.Contains("Stale timestamp");
        return isStale ? await RequestAsync(call, credentials, cancellationToken).ConfigureAwait(false) : answer;
    }

    private void LearnTime(DateTimeOffset? serverNow)
    {
        if (serverNow is not { } date || !access.Clock.Learn(date)) return;
        access.Http.Log.Write(Messages.ClockDiffers(access.Clock.Offset, rootUrl.ToString()));
    }

    private async Task<ApiAnswer> RequestAsync(ApiCall call, Credentials? credentials, CancellationToken cancellationToken)
    {
        var path = rootUrl.ApiPath(call.Service, call.Segments);
        using var request = new HttpRequestMessage(call.HttpMethod, rootUrl.At(path));
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(call.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        // .NET Framework would hold the body back for a third of a second, for an answer that no service gives.
        request.Headers.ExpectContinue = false;
        if (credentials is not null)
            request.Headers.TryAddWithoutValidation("Authorization", Hawk.Authorize(credentials, call.HttpMethod.Method, rootUrl, path, access.Clock.Now));

        using var response = await access.Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        LearnTime(response.Headers.Date);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return new ApiAnswer((int)response.StatusCode, response.Headers.Date, RetryAfter.Of(response, access.Clock.Now), body);
    }

    /// <summary>What to do about a refusal; null where its message says it all.</summary>
    public static string? AdviceFor(ApiAnswer answer) => (answer.StatusCode, answer.Error().Code) switch
    {
        ( >= 300 and < 400, _) => "Redirects are not followed: is the root URL the right one, with https?",
        (407, _) => "The proxy requires a user name and a password: http://user:password@proxy.example.com:3128 in HTTP_PROXY or HTTPS_PROXY.",
        (_, null) => "Is the root URL that of a Taskcluster deployment, with https, and does every proxy and gateway on the way let this through?",
        (401, _) => "Are the credentials, or the static secret, those that the deployment has for this worker?",
        (403, "InsufficientScopes") => "The credentials lack a scope for this: see the worker pool and its provider in worker-manager.",
        _ => null,
    };
}
