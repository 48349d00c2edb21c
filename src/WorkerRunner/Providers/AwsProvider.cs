using WorkerRunner.Interruptions;
using WorkerRunner.Interruptions.Aws;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary><c>aws</c>: an EC2 instance that worker-manager created.</summary>
internal sealed class AwsProvider : IProvider
{
    public const string TypeName = AwsMetadata.Cloud;

    public static readonly IReadOnlyList<string> Keys = MetadataSettings.Keys;

    public bool IsDynamicallyProvisioned => true;

    public bool MayBeCached => true;

    public IInterruptionSource CreateInterruptionSource(ConfigSection provider, InterruptionSettings settings, MetadataAccess metadata) =>
        new AwsInterruptions(new AwsMetadata(metadata, provider).Client);

    public ProviderIdentity? Read(ConfigSection provider, MetadataAccess metadata)
    {
        _ = new AwsMetadata(metadata, provider);
        return null;
    }

    public async Task<ProviderIdentity> IdentifyAsync(ConfigSection provider, MetadataAccess access, CancellationToken cancellationToken)
    {
        var metadata = new AwsMetadata(access, provider).Client;
        var answers = await Task.WhenAll(new[]
        {
            "/latest/user-data",
            "/latest/dynamic/instance-identity/document",
            "/latest/dynamic/instance-identity/signature",
            "/latest/meta-data/public-hostname",
            "/latest/meta-data/public-ipv4",
            SpotNotice.ActionPath,
            SpotNotice.TerminationTimePath,
        }.Select(path => metadata.GetAsync(path, cancellationToken))).ConfigureAwait(false);
        if (answers is not [var userData, var document, var signature, var hostname, var publicAddress, var action, var terminationTime])
            throw new InvalidOperationException("There are as many answers as questions.");

        if (SpotNotice.Announced(action, terminationTime) is { } notice)
            throw new ProviderException($"This instance is about to be taken away ({notice}), so it is not registered.");
        var worker = WorkerDocument.Read(userData.ValueOrNull, "The instance's user-data");
        var instance = ReadIdentity(document.ValueOrNull);
        if (!signature.Found) throw new ProviderException("The AWS metadata service has no signature of the instance identity document.");
        return new ProviderIdentity
        {
            RootUrl = worker.RootUrl,
            Identity = new WorkerIdentity(worker.WorkerPoolId, worker.ProviderId, worker.WorkerGroup, instance.Id),
            Proof = new IdentityProof(ConfigObject.Empty.Set("document", document.Text).Set("signature", signature.Text)),
            WorkerConfig = worker.WorkerConfig,
            Metadata = MetadataTree.Of(
                ("instance-id", instance.Id),
                ("image", instance.Image),
                ("instance-type", instance.Type),
                ("region", instance.Region),
                ("availability-zone", instance.Zone),
                ("local-ipv4", instance.PrivateAddress),
                ("public-hostname", hostname.ValueOrNull),
                ("public-ipv4", publicAddress.ValueOrNull)),
            Location = MetadataTree.Of(("cloud", TypeName), ("region", instance.Region), ("availabilityZone", instance.Zone)),
        };
    }

    private static (string Id, string? Image, string? Type, string Region, string Zone, string? PrivateAddress) ReadIdentity(string? document)
    {
        if (document is null) throw new ProviderException("The AWS metadata service has no instance identity document.");
        try
        {
            using var json = JsonInput.Parse(document);
            var root = json.RootElement;
            return (
                root.RequiredString("instanceId"), root.OptionalString("imageId"), root.OptionalString("instanceType"),
                root.RequiredString("region"), root.RequiredString("availabilityZone"), root.OptionalString("privateIp"));
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw new ProviderException($"The AWS instance identity document cannot be parsed: {e.Message}", inner: e);
        }
    }
}
