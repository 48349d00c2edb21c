using System.Net.Http.Headers;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests.Clouds;

/// <summary>A metadata service's answer.</summary>
public sealed record MetadataAnswer(int Status, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string ETag => Assert.Single(Headers.GetValues("ETag"));
}
