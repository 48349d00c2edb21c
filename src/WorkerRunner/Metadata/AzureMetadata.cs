using WorkerRunner.Values;

namespace WorkerRunner.Metadata;

/// <summary>Azure's instance metadata.</summary>
internal sealed class AzureMetadata(MetadataAccess access, ConfigSection? provider)
{
    /// <summary>The cloud, as configurations name it.</summary>
    public const string Cloud = "azure";

    /// <summary>Where the service describes the machine.</summary>
    public const string InstancePath = "/metadata/instance?api-version=2021-02-01";

    /// <summary>The variable that names the service's address, as the cloud's own libraries know it.</summary>
    public const string AddressVariable = "AZURE_METADATA_ENDPOINT";

    private const string Unreachable =
        "Usual causes: the image kept stale routes to 169.254.169.254 from another subnet, or a firewall on the machine blocks this user.";

    public MetadataClient Client { get; } = new(
        access.Http,
        MetadataSettings.Read(provider, access.Variable(AddressVariable) ?? "http://169.254.169.254"),
        "Azure",
        Unreachable,
        (request, _) =>
        {
            request.Headers.TryAddWithoutValidation("Metadata", "true");
            return Task.CompletedTask;
        });
}
