using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests.Page;

/// <summary>What a browser does with the page.</summary>
internal sealed class PageClient(string pageUrl) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    public string Address { get; } = pageUrl.Split('#')[0];

    public string Token { get; } = pageUrl.Split('#')[1];

    public void Dispose() => http.Dispose();

    public async Task<(HttpStatusCode Status, string Text)> SendAsync(
        HttpMethod method, string path, string? token = null, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Address + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        // A stream has no end to read to.
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return (response.StatusCode, isStream ? "" : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(HttpStatusCode Status, string Text)> DoAsync(string json) => SendAsync(HttpMethod.Post, "do", Token, json);

    public async Task<HttpResponseMessage> OpenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address + "events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Events as a browser gets them, from the first on.</summary>
    public async IAsyncEnumerable<(string Name, JsonElement Content)> EventsAsync()
    {
        using var response = await OpenAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var data = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            yield return (line["event: ".Length..], JsonElement.Parse(data!["data: ".Length..]));
        }
    }

    /// <summary>The first event that fits.</summary>
    public async Task<JsonElement> FirstAsync(string name, Func<JsonElement, bool> fits)
    {
        await foreach (var (found, content) in EventsAsync())
        {
            if (found == name && fits(content))
                return content;
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
