using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Taskcluster.Authentication;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace WorkerRunner.Sandbox.Scenes;

/// <summary>A runner configuration of somebody's, with the sandbox in the place of the deployment and the cloud.</summary>
internal sealed class SceneConfig
{
    private readonly YamlStream document;

    private SceneConfig(YamlStream document) => this.document = document;

    /// <summary>The provider's type.</summary>
    public string ProviderType => Text(Provider, "providerType");

    /// <summary>Whether the worker is the sandbox's own.</summary>
    public bool HasScriptedWorker =>
        Section("worker").Children.TryGetValue("path", out var path) && Path.GetFileNameWithoutExtension(path.ToString()) == "scripted-worker";

    private YamlMappingNode Root => (YamlMappingNode)document.Documents[0].RootNode;

    private YamlMappingNode Provider => Section("provider");

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is no YAML, or no runner configuration.</exception>
    public static SceneConfig Read(string yaml, string name)
    {
        var document = new YamlStream();
        try
        {
            document.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{name}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }

        if (document.Documents.Count != 1 || document.Documents[0].RootNode is not YamlMappingNode)
            throw new InvalidDataException($"{name} is no runner configuration: it has no keys.");
        return new SceneConfig(document);
    }

    /// <summary>One of the sandbox's own, for a provider.</summary>
    public static SceneConfig Default(string providerType, string worker, string folder) => Read(
        $$"""
        provider: {providerType: {{providerType}}, providerID: {{providerType}}, workerPoolID: sandbox-project/scene, workerGroup: sandbox, workerID: scene-1}
        worker: {implementation: generic-worker, path: {{YamlText.Quote(worker)}}, configPath: {{YamlText.Quote(Path.Combine(folder, "worker.json"))}}}
        """,
        "the sandbox's own");

    /// <summary>Sets a key of the top; its value is YAML.</summary>
    public void Set(string key, string yaml)
    {
        var value = new YamlStream();
        value.Load(new StringReader(yaml));
        Root.Children[new YamlScalarNode(key)] = value.Documents[0].RootNode;
    }

    /// <summary>Puts the sandbox in, and makes the worker known there.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="poolConfigJson">The worker pool's workerConfig.</param>
    /// <returns>The worker pool.</returns>
    public string Connect(SandboxServer sandbox, string poolConfigJson)
    {
        switch (ProviderType)
        {
            case "static": return ConnectStatic(sandbox, poolConfigJson);
            case "standalone": return ConnectStandalone(sandbox, poolConfigJson);
            default: return ConnectCloud(sandbox, poolConfigJson);
        }
    }

    /// <summary>The configuration as YAML.</summary>
    public string ToYaml()
    {
        var text = new StringWriter();
        document.Save(text, assignAnchors: false);
        return text.ToString();
    }

    private string ConnectStatic(SandboxServer sandbox, string poolConfigJson)
    {
        var (pool, group, id) = Identity();
        Provider.Children["rootURL"] = sandbox.RootUrl;
        // The real one has no business here.
        var secret = CredentialIssuer.NewSecret();
        Provider.Children["staticSecret"] = new YamlScalarNode(secret) { Style = ScalarStyle.SingleQuoted };
        sandbox.AddStaticWorker(pool, Text(Provider, "providerID"), group, id, secret, poolConfigJson);
        return pool;
    }

    private string ConnectStandalone(SandboxServer sandbox, string poolConfigJson)
    {
        var (pool, _, _) = Identity();
        var token = CredentialIssuer.NewSecret();
        Provider.Children["rootURL"] = sandbox.RootUrl;
        Provider.Children["clientID"] = "sandbox/standalone";
        Provider.Children["accessToken"] = new YamlScalarNode(token) { Style = ScalarStyle.SingleQuoted };
        Provider.Children.Remove("certificate");
        sandbox.AddClient("sandbox/standalone", token);
        sandbox.AddWorkerPool(pool);
        // Nobody else tells a standalone worker what its pool is configured with.
        if (!Root.Children.ContainsKey("workerConfig"))
            Set("workerConfig", (JsonNode.Parse(poolConfigJson)?["genericWorker"]?["config"] ?? new JsonObject()).ToJsonString());
        return pool;
    }

    private string ConnectCloud(SandboxServer sandbox, string poolConfigJson)
    {
        const string pool = "sandbox-project/scene";
        var type = ProviderType;
        var instance = type switch
        {
            "aws" => sandbox.AddAwsInstance(pool, type, "us-east-1", poolConfigJson),
            "azure" => sandbox.AddAzureInstance(pool, type, "eastus", poolConfigJson),
            "google" => (Clouds.CloudInstance)sandbox.AddGoogleInstance(pool, type, "us-central1", poolConfigJson),
            _ => throw new InvalidDataException($"provider.providerType is \"{type}\": expected aws, azure, google, static or standalone."),
        };
        foreach (var key in Provider.Children.Keys.OfType<YamlScalarNode>().Where(key => key.Value is not "providerType").ToList())
            Provider.Children.Remove(key);
        Provider.Children["metadataURL"] = instance.Address;
        return pool;
    }

    private (string Pool, string Group, string Id) Identity() => (Text(Provider, "workerPoolID"), Text(Provider, "workerGroup"), Text(Provider, "workerID"));

    private YamlMappingNode Section(string name) => Root.Children.TryGetValue(name, out var node) && node is YamlMappingNode section
        ? section
        : throw new InvalidDataException($"The configuration has no section \"{name}\".");

    private static string Text(YamlMappingNode section, string key) => section.Children.TryGetValue(key, out var node) && node is YamlScalarNode { Value: { Length: > 0 } text }
        ? text
        : throw new InvalidDataException($"provider.{key} is missing.");
}
