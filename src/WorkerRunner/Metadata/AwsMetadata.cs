using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using WorkerRunner.Network;
using WorkerRunner.Values;

namespace WorkerRunner.Metadata;

/// <summary>
/// AWS's instance metadata, IMDSv2: a token is taken first, renewed before it runs out, and taken anew when the service no longer knows it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has nothing to free.")]
internal sealed class AwsMetadata
{
    /// <summary>The cloud, as configurations name it.</summary>
    public const string Cloud = "aws";

    /// <summary>The variable that names the service's address, as the cloud's own libraries know it.</summary>
    public const string AddressVariable = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

    private const string Unreachable =
        "Usual causes: the image was moved to another subnet and kept stale routes to 169.254.169.254; the instance metadata service is switched off "
        + "for this instance; or its hop limit is too low, as for containers.";

    private const string TokenHeader = "X-aws-ec2-metadata-token";

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(6);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);

    private readonly HttpAccess http;
    private readonly string address;
    private readonly SemaphoreSlim taking = new(1);
    private volatile Token? token;

    public AwsMetadata(MetadataAccess access, ConfigSection? provider)
    {
        http = access.Http;

        // The name that AWS's own SDKs know.
        var configured = access.Variable(AddressVariable);
        var settings = MetadataSettings.Read(provider, configured ?? "http://169.254.169.254");
        address = settings.Address;
        Client = new MetadataClient(http, settings, "AWS", Unreachable, AuthorizeAsync, Forget);
    }

    public MetadataClient Client { get; }

    private async Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Headers.TryAddWithoutValidation(TokenHeader, await TokenAsync(cancellationToken).ConfigureAwait(false));

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        await taking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (token is { } known && http.Time.GetUtcNow() < known.Expires - RenewBefore) return known.Text;
            var taken = await TakeAsync(cancellationToken).ConfigureAwait(false);
            token = new Token(taken, http.Time.GetUtcNow() + TokenLifetime);
            return taken;
        }
        finally
        {
            taking.Release();
        }
    }

    private async Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address + "/latest/api/token");
        request.Headers.TryAddWithoutValidation(
            "X-aws-ec2-metadata-token-ttl-seconds", ((int)TokenLifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var text = await MetadataClient.ReadTextAsync(response, cancellationToken).ConfigureAwait(false);
        var answer = new MetadataAnswer((int)response.StatusCode, text, ETag: null);
        if (answer.Found) return text;
        var problem = $"The AWS metadata service at {address} refused a token with status {answer.StatusCode}.";
        throw answer.IsTransient ? new HttpRequestException(problem) : new MetadataServiceException(problem, Unreachable);
    }

    /// <summary>
    /// The token that was sent is no longer known; the next request takes a new one, unless another request has taken one in the meantime.
    /// </summary>
    private bool Forget(HttpRequestMessage request)
    {
        if (token is { } known && request.Headers.TryGetValues(TokenHeader, out var sent) && sent.Contains(known.Text))
            Interlocked.CompareExchange(ref token, null, known);
        return true;
    }

    private sealed record Token(string Text, DateTimeOffset Expires);
}
