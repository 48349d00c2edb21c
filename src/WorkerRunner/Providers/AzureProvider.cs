using System.Text.Json;
using WorkerRunner.Interruptions;
using WorkerRunner.Interruptions.Azure;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary><c>azure</c>: a virtual machine that worker-manager made.</summary>
internal sealed class AzureProvider : IProvider
{
    public const string TypeName = AzureMetadata.Cloud;

    public static readonly IReadOnlyList<string> Keys = MetadataSettings.Keys;

    private const string AttestedPath = "/metadata/attested/document?api-version=2021-02-01";

    public bool IsDynamicallyProvisioned => true;

    public bool MayBeCached => true;

    public IInterruptionSource CreateInterruptionSource(ConfigSection provider, InterruptionSettings settings, MetadataAccess metadata) =>
        new AzureInterruptions(new AzureMetadata(metadata, provider).Client, settings);

    public ProviderIdentity? Read(ConfigSection provider, MetadataAccess metadata)
    {
        _ = new AzureMetadata(metadata, provider);
        return null;
    }

    /// <summary>Both documents are asked for together: the attested one is fresh when the registration that follows uses it.</summary>
    public async Task<ProviderIdentity> IdentifyAsync(ConfigSection provider, MetadataAccess access, CancellationToken cancellationToken)
    {
        var metadata = new AzureMetadata(access, provider).Client;
        var instance = metadata.GetAsync(AzureMetadata.InstancePath, cancellationToken);
        var attested = metadata.GetAsync(AttestedPath, cancellationToken);
        await Task.WhenAll(instance, attested).ConfigureAwait(false);
        try
        {
            using var instanceJson = JsonInput.Parse(Document(AzureMetadata.InstancePath, await instance.ConfigureAwait(false)));
            using var attestedJson = JsonInput.Parse(Document(AttestedPath, await attested.ConfigureAwait(false)));
            return Read(instanceJson.RootElement, attestedJson.RootElement.RequiredString("signature"));
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw new ProviderException($"The Azure metadata service's description of this machine cannot be parsed: {e.Message}", inner: e);
        }
    }

    private static string Document(string path, MetadataAnswer answer) => answer.ValueOrNull ?? throw new ProviderException(
        $"The Azure metadata service has no document at {path}: {answer.Summary}", "Is this machine an Azure virtual machine with Azure's own metadata service?");

    private static ProviderIdentity Read(JsonElement instance, string signature)
    {
        var compute = instance.RequiredObject("compute");
        var tags = ReadTags(compute);
        var region = compute.RequiredString("location");
        var (privateAddress, publicAddress) = ReadAddresses(instance);
        var rootUrlText = Tag(tags, "root-url");
        return new ProviderIdentity
        {
            RootUrl = RootUrl.TryParse(rootUrlText, out var rootUrl) ? rootUrl! : throw new ProviderException($"The machine's tag root-url is {RootUrl.Not}."),
            Identity = new WorkerIdentity(Tag(tags, "worker-pool-id"), Tag(tags, "provider-id"), Tag(tags, "worker-group"), compute.RequiredString("name")),
            Proof = new IdentityProof(ConfigObject.Empty.Set("document", signature)),
            Metadata = MetadataTree.Of(
                ("vm-id", compute.OptionalString("vmId")),
                ("instance-type", compute.OptionalString("vmSize")),
                ("region", region),
                ("local-ipv4", privateAddress),
                ("public-ipv4", publicAddress)),
            Location = MetadataTree.Of(("cloud", TypeName), ("region", region)),
        };
    }

    private static Dictionary<string, string> ReadTags(JsonElement compute)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!compute.TryGetProperty("tagsList", out var list) || list.ValueKind != JsonValueKind.Array) return tags;
        foreach (var tag in list.EnumerateArray()) tags[tag.RequiredString("name")] = tag.OptionalString("value") ?? "";
        return tags;
    }

    private static string Tag(Dictionary<string, string> tags, string name) => tags.TryGetValue(name, out var value) && value.Length > 0
        ? value
        : throw new ProviderException($"This machine has no tag \"{name}\".", "worker-manager sets it on each machine that it creates: was this one created for a worker pool?");

    /// <summary>Only where it is clear which address is meant: with one interface that has one address.</summary>
    private static (string? Private, string? Public) ReadAddresses(JsonElement instance)
    {
        if (instance.OptionalObject("network") is not { } network
            || !network.TryGetProperty("interface", out var interfaces) || !IsOne(interfaces)
            || interfaces[0].OptionalObject("ipv4") is not { } ipv4
            || !ipv4.TryGetProperty("ipAddress", out var addresses) || !IsOne(addresses)) return (null, null);
        return (addresses[0].OptionalString("privateIpAddress"), addresses[0].OptionalString("publicIpAddress"));
    }

    private static bool IsOne(JsonElement list) => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1;
}
