using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WorkerRunner.Sandbox.Clouds;

namespace WorkerRunner.Sandbox.Tests.Recorded;

/// <summary>That the sandbox's clouds answer as their makers say: the rows of <see cref="CloudPairs"/>.</summary>
public sealed class CloudPairTests : SandboxFixture
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    public static TheoryData<string> AwsNames => [.. CloudPairs.Aws.Select(pair => pair.Name)];

    public static TheoryData<string> AzureNames => [.. CloudPairs.Azure.Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(AwsNames))]
    public async Task AWS(string name)
    {
        var pair = CloudPairs.Aws.Single(one => one.Name == name);
        var header = pair.Header;
        if (pair.TokenAge is { } age)
        {
            header = $"X-aws-ec2-metadata-token: {await TakeTokenAsync()}";
            Time.Advance(age);
        }
        await AnswersAsync(pair, Sandbox.Aws, header);
    }

    [Theory]
    [MemberData(nameof(AzureNames))]
    public Task Azure(string name)
    {
        var pair = CloudPairs.Azure.Single(one => one.Name == name);
        return AnswersAsync(pair, Sandbox.Azure, pair.Header ?? "Metadata: true");
    }

    private async Task AnswersAsync(CloudPair pair, CloudInstance instance, string? header)
    {
        Assert.NotEmpty(pair.Source);
        Assert.Equal(CloudPairs.Now, Time.Start);
        pair.Given(Sandbox);
        using var request = Request(instance, pair.Request, header);
        if (pair.Body is not null)
            request.Content = new StringContent(pair.Body, Encoding.UTF8, "application/json");

        using var response = await http.SendAsync(request, Cancellation);

        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(pair.Status, (int)response.StatusCode);
        if (pair.ContentType is not null)
            Assert.Equal(pair.ContentType, response.Content.Headers.ContentType?.MediaType);
        if (pair.Text is not null)
            Assert.Matches($"^(?:{pair.Text})$", text);
        if (pair.Json is not null)
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(pair.Json), JsonNode.Parse(text)), text);
        if (pair.Has is not null)
            Assert.Contains(response.Headers, one => Regex.IsMatch($"{one.Key}: {string.Join(',', one.Value)}", pair.Has));
    }

    private async Task<string> TakeTokenAsync()
    {
        using var request = Request(Sandbox.Aws, "PUT /latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 21600");
        using var response = await http.SendAsync(request, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static HttpRequestMessage Request(CloudInstance instance, string methodAndTarget, string? header)
    {
        var (method, target) = (methodAndTarget.Split(' ')[0], methodAndTarget.Split(' ')[1]);
        var request = new HttpRequestMessage(new HttpMethod(method), instance.Address + target);
        if (header?.Split(": ") is [var name, var value])
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
