using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.ScriptedWorker.Tasks;

/// <summary>Asks a deployment's queue.</summary>
internal sealed class QueueClient(string rootUrl) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };

    /// <summary>Posts a request to the queue.</summary>
    /// <param name="path">Behind <c>/api/queue/v1/</c>.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HttpRequestException">It was not answered, or refused: then with its status and the service's words.</exception>
    public async Task<JsonElement> PostAsync(string path, object body, QueueCredentials credentials, CancellationToken cancellationToken)
    {
        var url = new Uri($"{rootUrl}/api/queue/v1/{path}");
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", HawkSigner.Sign(credentials, "POST", url, DateTimeOffset.UtcNow));
        using var response = await SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{path}: {(int)response.StatusCode} {FirstLine(text)}", inner: null, response.StatusCode);
        return JsonElement.Parse(text);
    }

    /// <summary>Uploads to a signed address.</summary>
    /// <exception cref="HttpRequestException">It was not taken.</exception>
    public async Task PutAsync(string url, byte[] content, string contentType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Frees its connections.</summary>
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{request.RequestUri!.AbsolutePath}: no answer in {Limit.TotalSeconds} s", inner: null, HttpStatusCode.RequestTimeout);
        }
    }

    private static string FirstLine(string text)
    {
        try
        {
            return JsonElement.Parse(text).GetProperty("message").GetString()!.Split('\n')[0];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }
}
