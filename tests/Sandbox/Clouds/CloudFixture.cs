using WorkerRunner.Sandbox.Clouds;

namespace WorkerRunner.Sandbox.Tests.Clouds;

/// <summary>A sandbox whose metadata services are asked.</summary>
public abstract class CloudFixture : SandboxFixture
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>What every request carries, until a test says otherwise.</summary>
    protected Dictionary<string, string> Headers { get; } = [];

    protected Task<MetadataAnswer> GetAsync(CloudInstance instance, string path) => SendAsync(HttpMethod.Get, instance, path);

    protected async Task<MetadataAnswer> SendAsync(HttpMethod method, CloudInstance instance, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, instance.Address + path);
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body);
        // The headers stay readable after the response is disposed of.
        using var response = await http.SendAsync(request, Cancellation);
        return new MetadataAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation), response.Headers);
    }

    internal Task<Answer> RegisterAsync(CloudInstance instance, string providerId, object proof) => Client.RegisterAsync(new
    {
        workerPoolId = Pool,
        providerId,
        workerGroup = Group,
        workerId = instance.WorkerId,
        workerIdentityProof = proof,
    });
}
