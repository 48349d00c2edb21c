using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests.Recorded;

/// <summary>That the sandbox answers as the real services do: the rows of <see cref="Pairs"/>.</summary>
public sealed class RecordedPairTests : SandboxFixture
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 200 };

    public static TheoryData<string> Names => [.. Pairs.All.Select(pair => pair.Name)];

    [Fact]
    public void Every_row_has_a_name_of_its_own_and_a_source() =>
        Assert.All(Pairs.All.GroupBy(pair => pair.Name), rows => Assert.NotEmpty(Assert.Single(rows).Source));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_answer_is_the_recorded_one(string name)
    {
        var pair = Pairs.All.Single(one => one.Name == name);
        Sandbox.AddClient("root", "token");
        Sandbox.SetSecret("worker-pool:proj-test/win", """{"config":{}}""");
        Sandbox.SetSecret("long", $"{{\"long\":\"{new string('x', 2000)}\"}}");
        AddWorkers();
        var root = new Credentials("root", "token");
        await Client.SendAsync(HttpMethod.Put, "/api/secrets/v1/secret/over", new { secret = new { }, expires = "2020-01-01T00:00:00Z" }, root);
        var registered = pair.As == Caller.Worker ? await RegisterAsync() : null;
        using var request = Request(pair, pair.As == Caller.Root ? root : registered?.Credentials, registered?.Secret);

        using var response = await Client.Http.SendAsync(request, Cancellation);

        var text = await ReadAsync(response);
        Assert.Equal(pair.Status, (int)response.StatusCode);
        if (pair.Text is not null)
            Assert.Equal(pair.Text, text);
        CheckMessage(pair, text);
        CheckShape(pair, text);
        CheckHeaders(pair, response);
    }

    private void AddWorkers()
    {
        foreach (var id in (string[])["expired", "stopped"])
            Sandbox.AddStaticWorker(Pool, "static", Group, id, StaticSecret);
        Sandbox.SetWorkerExpiry(Pool, Group, "expired", Time.GetUtcNow().AddSeconds(-1));
        Sandbox.StopWorker(Pool, Group, "stopped");
        Sandbox.AddStaticWorker("elsewhere/pool", "elsewhere", Group, "another", StaticSecret);
    }

    private HttpRequestMessage Request(Pair pair, Credentials? credentials, string? secret)
    {
        var (method, target) = (pair.Request.Split(' ')[0], pair.Request.Split(' ')[1]);
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Sandbox.RootUrl + target, AsItIs));
        if (pair.Body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(pair.Body.Replace("{secret}", secret ?? new string('x', 44), StringComparison.Ordinal)));
        if (request.Content is not null && pair.ContentType is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(pair.ContentType);
        if (credentials is not null)
            request.Headers.Authorization = new("Hawk", Client.Sign(method, target, credentials));
        if (pair.Header is { } header)
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        return request;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        await using var plain = response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private void CheckMessage(Pair pair, string text)
    {
        if (pair.Code is null)
            return;
        var answer = JsonElement.Parse(text);
        Assert.Equal(pair.Code, answer.GetProperty("code").GetString());
        var (message, rule) = (answer.GetProperty("message").GetString()!, $"\n\n---\n\n* method:     {Method(answer)}\n* errorCode:  {pair.Code}\n");
        Assert.Contains(rule, message, StringComparison.Ordinal);
        var expected = pair.Message?.Replace("{root}", Sandbox.RootUrl, StringComparison.Ordinal);
        if (expected?.EndsWith('*') == true)
            Assert.StartsWith(expected[..^1], message, StringComparison.Ordinal);
        else if (expected is not null)
            Assert.Equal(expected, message.Split("\n\n---\n\n")[0]);
    }

    private static string? Method(JsonElement answer) => answer.GetProperty("requestInfo").GetProperty("method").GetString();

    private static void CheckShape(Pair pair, string text)
    {
        if (pair.Shape is null)
            return;
        var names = new List<string>();
        var answer = JsonElement.Parse(text, Deep);
        foreach (var expected in pair.Shape.Split(','))
        {
            var (path, value) = (expected.Split('=')[0], expected.Contains('=') ? expected.Split('=')[1] : null);
            var element = path.Split('.').Aggregate(answer, (json, part) => json.GetProperty(part));
            if (value is not null)
                Assert.Equal(value, element.ToString());
            if (!path.Contains('.'))
                names.Add(path);
        }
        Assert.Equal(names, answer.EnumerateObject().Select(property => property.Name));
    }

    private static void CheckHeaders(Pair pair, HttpResponseMessage response)
    {
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(header => $"{header.Key}: {header.Value}").ToList();
        foreach (var pattern in pair.Headers?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
            Assert.Contains(headers, header => System.Text.RegularExpressions.Regex.IsMatch(header, pattern));
        if (pair.Lacks is not null)
            Assert.DoesNotContain(headers, header => header.StartsWith(pair.Lacks + ":", StringComparison.OrdinalIgnoreCase));
    }
}
