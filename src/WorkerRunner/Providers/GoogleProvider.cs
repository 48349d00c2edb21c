using System.Globalization;
using WorkerRunner.Interruptions;
using WorkerRunner.Interruptions.Google;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary><c>google</c>: a Compute Engine instance that worker-manager created.</summary>
internal sealed class GoogleProvider : IProvider
{
    public const string TypeName = GoogleMetadata.Cloud;

    public static readonly IReadOnlyList<string> Keys = MetadataSettings.Keys;

    public bool IsDynamicallyProvisioned => true;

    public bool MayBeCached => true;

    public IInterruptionSource CreateInterruptionSource(ConfigSection provider, InterruptionSettings settings, MetadataAccess metadata) =>
        new GoogleInterruptions(new GoogleMetadata(metadata, provider).Client, metadata.Http.Time);

    public ProviderIdentity? Read(ConfigSection provider, MetadataAccess metadata)
    {
        _ = new GoogleMetadata(metadata, provider);
        return null;
    }

    public async Task<ProviderIdentity> IdentifyAsync(ConfigSection provider, MetadataAccess access, CancellationToken cancellationToken)
    {
        var metadata = new GoogleMetadata(access, provider).Client;
        var answers = await Task.WhenAll(new[]
        {
            "/instance/attributes/taskcluster",
            "/instance/id",
            "/project/project-id",
            "/instance/image",
            "/instance/machine-type",
            "/instance/zone",
            "/instance/hostname",
            "/instance/network-interfaces/0/ip",
            "/instance/network-interfaces/0/access-configs/0/external-ip",
            PreemptionSignal.Path,
        }.Select(name => metadata.GetAsync(GoogleMetadata.PathOf(name), cancellationToken))).ConfigureAwait(false);
        if (answers is not [var document, var id, var project, var image, var machine, var zone, var hostname, var address, var external, var preempted])
            throw new InvalidOperationException("There are as many answers as questions.");

        if (preempted.ValueOrNull?.Trim() == PreemptionSignal.Preempted)
            throw new ProviderException("This instance has already been preempted, so it is not registered.");
        var worker = WorkerDocument.Read(document.ValueOrNull, "The instance's attribute \"taskcluster\"");
        var zoneName = LastSegment(Required(zone, "zone"));
        var region = zoneName.Length > 2 ? zoneName.Substring(0, zoneName.Length - 2) : zoneName;
        var workerId = Required(id, "id").Trim();
        // What something in between answers, such as a proxy's page, would be the worker's name from here on.
        if (!ulong.TryParse(workerId, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw new ProviderException("The instance ID from the Google metadata service is not a number.");

        // The audience has to be the root URL exactly as worker-manager knows it.
        var tokenPath = $"/instance/service-accounts/default/identity?audience={Uri.EscapeDataString(worker.RootUrlText)}&format=full";
        var token = new Secret(Required(await metadata.GetAsync(GoogleMetadata.PathOf(tokenPath), cancellationToken).ConfigureAwait(false), "identity token"));
        access.Http.Log.Secrets.Add(token);
        return new ProviderIdentity
        {
            RootUrl = worker.RootUrl,
            Identity = new WorkerIdentity(worker.WorkerPoolId, worker.ProviderId, worker.WorkerGroup, workerId),
            Proof = new IdentityProof(ConfigObject.Empty.Set("token", token)),
            WorkerConfig = worker.WorkerConfig,
            Metadata = MetadataTree.Of(
                ("instance-id", workerId),
                ("project-id", project.ValueOrNull),
                ("image", image.ValueOrNull),
                ("instance-type", machine.ValueOrNull),
                ("zone", zoneName),
                ("region", region),
                ("public-hostname", hostname.ValueOrNull),
                ("local-ipv4", address.ValueOrNull),
                ("public-ipv4", external.ValueOrNull)),
            Location = MetadataTree.Of(("cloud", TypeName), ("region", region), ("zone", zoneName)),
        };
    }

    private static string Required(MetadataAnswer answer, string what) =>
        answer.ValueOrNull ?? throw new ProviderException($"The Google metadata service has no {what} for this instance.");

    private static string LastSegment(string path) => path.Substring(path.LastIndexOf('/') + 1);
}
