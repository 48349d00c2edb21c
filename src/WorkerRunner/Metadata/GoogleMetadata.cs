using WorkerRunner.Values;

namespace WorkerRunner.Metadata;

/// <summary>Google's instance metadata.</summary>
internal sealed class GoogleMetadata
{
    /// <summary>The cloud, as configurations name it.</summary>
    public const string Cloud = "google";

    /// <summary>The variable that names the service's host and port, as the cloud's own libraries know it.</summary>
    public const string AddressVariable = "GCE_METADATA_HOST";

    private const string Unreachable =
        "Usual causes: the image kept stale routes to 169.254.169.254 or a stale entry for metadata.google.internal in its hosts file.";

    public GoogleMetadata(MetadataAccess access, ConfigSection? provider)
    {
        // The name that Google's own libraries know.
        var host = access.Variable(AddressVariable) ?? "metadata.google.internal";
        Client = new MetadataClient(access.Http, MetadataSettings.Read(provider, $"http://{host}"), "Google", Unreachable, (request, _) =>
        {
            request.Headers.TryAddWithoutValidation("Metadata-Flavor", "Google");
            return Task.CompletedTask;
        });
    }

    public MetadataClient Client { get; }

    /// <summary>The path of a value.</summary>
    public static string PathOf(string name) => "/computeMetadata/v1" + name;
}
