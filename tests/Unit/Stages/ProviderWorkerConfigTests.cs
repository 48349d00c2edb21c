using System.Text.Json;
using WorkerRunner.Files;
using WorkerRunner.Stages;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Stages;

public sealed class ProviderWorkerConfigTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void The_nested_form_has_configuration_and_files()
    {
        var read = Read("""{"genericWorker":{"config":{"a":1},"files":[{"content":"","encoding":"base64","format":"file","path":"/f"}],"other":7}}""");
        Assert.Equal("""{"a":1}""", read.Config.ToString());
        Assert.Equal("/f", Assert.Single(read.Files).Path);
        Assert.Equal(["\"genericWorker.other\" in the worker pool's workerConfig is not known and is ignored; config and files are."], world.Log.Lines);
    }

    [Theory]
    [InlineData("""{"genericWorker":{}}""", "{}")]
    [InlineData("""{"genericWorker":null}""", "{}")]
    [InlineData("""{"genericWorker":{"config":null,"files":null}}""", "{}")]
    [InlineData("""{"genericWorker":{"config":{"a":1}},"more":1}""", """{"genericWorker":{"config":{"a":1}},"more":1}""")]
    [InlineData("""{"generic-worker":{"config":{"a":1}}}""", """{"generic-worker":{"config":{"a":1}}}""")]
    [InlineData("""{"dockerWorker":{"config":{"a":1}}}""", """{"dockerWorker":{"config":{"a":1}}}""")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("{}", "{}")]
    public void Only_the_implementations_own_key_alone_is_the_nested_form(string json, string config)
    {
        var read = Read(json);
        Assert.Equal(config, read.Config.ToString());
        Assert.Empty(read.Files);
    }

    [Theory]
    [InlineData("""{"genericWorker":7}""", "\"genericWorker\" in the worker pool's workerConfig must be an object, but is a whole number.")]
    [InlineData("""{"genericWorker":{"config":[]}}""", "\"genericWorker.config\" in the worker pool's workerConfig must be an object, but is a list.")]
    [InlineData("""{"genericWorker":{"files":{}}}""", "\"files\" in the worker pool's workerConfig must be a list, but is an object.")]
    public void The_wrong_shape_is_an_error_that_names_it(string json, string message) =>
        Assert.Equal(message, Assert.Throws<WorkerFileException>(() => Read(json)).Message);

    [Fact]
    public void A_name_without_a_dash_stays_as_it_is() =>
        Assert.Equal("""{"a":1}""", ProviderWorkerConfig.Read(Json("""{"dummy":{"config":{"a":1}}}"""), "dummy", world.Environment.Log).Config.ToString());

    private ProviderWorkerConfig Read(string json) => ProviderWorkerConfig.Read(Json(json), "generic-worker", world.Environment.Log);

    private static ConfigObject Json(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return ConfigJson.ReadObject(parsed.RootElement);
    }
}
