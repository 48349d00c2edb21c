using WorkerRunner.Sandbox.Scenes;

namespace WorkerRunner.Sandbox.Tests.Scenes;

public sealed class SceneConfigTests : SandboxFixture
{
    private const string Worker = "worker: {implementation: generic-worker, path: /opt/gw, configPath: /etc/gw.json, other: kept}\n";

    [Fact]
    public void A_static_worker_keeps_its_name_and_not_its_secret()
    {
        var config = SceneConfig.Read(
            "provider: {providerType: static, rootURL: 'https://tc.example.com', providerID: p, workerPoolID: my/pool, workerGroup: g, workerID: w, staticSecret: real-secret}\n" + Worker, "r.yaml");
        Assert.Equal("my/pool", config.Connect(Sandbox, "{}"));
        var yaml = config.ToYaml();
        Assert.Contains($"rootURL: '{Sandbox.RootUrl}'", yaml, StringComparison.Ordinal);
        Assert.Contains("other: kept", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("real-secret", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standalone_worker_keeps_its_own_configuration_and_not_its_credentials()
    {
        var config = SceneConfig.Read(
            "provider: {providerType: standalone, rootURL: x, clientID: c, accessToken: real-token, certificate: real, workerPoolID: my/pool, workerGroup: g, workerID: w}\nworkerConfig: {a: mine}\n" + Worker, "r.yaml");
        config.Connect(Sandbox, """{"genericWorker":{"config":{"a":"theirs"}}}""");
        var yaml = config.ToYaml();
        Assert.DoesNotContain("real", yaml, StringComparison.Ordinal);
        Assert.Contains("a: mine", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("theirs", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standalone_worker_without_a_configuration_gets_the_pools()
    {
        var config = SceneConfig.Read("provider: {providerType: standalone, workerPoolID: my/pool, workerGroup: g, workerID: w}\n" + Worker, "r.yaml");
        config.Connect(Sandbox, """{"genericWorker":{"config":{"a":"theirs"}}}""");
        Assert.Contains("theirs", config.ToYaml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("google")]
    public void A_cloud_worker_is_given_the_sandboxs_metadata_service(string type)
    {
        var config = SceneConfig.Read($"provider:\n  providerType: {type}\n  metadataURL: http://169.254.169.254\n{Worker}", "r.yaml");
        config.Connect(Sandbox, "{}");
        Assert.Contains("metadataURL: http://127.0.0.1:", config.ToYaml(), StringComparison.Ordinal);
        Assert.DoesNotContain("169.254", config.ToYaml(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [", "r.yaml, line ")]
    [InlineData("- a", "r.yaml is no runner configuration: it has no keys.")]
    [InlineData("", "r.yaml is no runner configuration: it has no keys.")]
    [InlineData("worker: {}", "The configuration has no section \"provider\".")]
    [InlineData("provider: {providerType: }", "provider.providerType is missing.")]
    [InlineData("provider: {providerType: moon}", "provider.providerType is \"moon\": expected aws, azure, google, static or standalone.")]
    public void What_is_no_configuration_is_explained(string yaml, string why)
    {
        var error = Assert.Throws<InvalidDataException>(() => SceneConfig.Read(yaml, "r.yaml").Connect(Sandbox, "{}"));
        Assert.StartsWith(why, error.Message, StringComparison.Ordinal);
    }
}
