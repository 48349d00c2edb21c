using WorkerRunner.Configuration;

namespace WorkerRunner.Metadata;

/// <summary>Azure's instance metadata.</summary>
internal sealed class AzureMetadata(RunEnvironment environment, ConfigSection? provider)
{
    private const string Unreachable =
        "Usual causes: the image kept stale routes to 169.254.169.254 from another subnet, or a firewall on the machine keeps this user from it.";

    public MetadataClient Client { get; } = new(
        environment,
        MetadataSettings.Read(provider, environment.Variable("AZURE_METADATA_ENDPOINT") ?? "http://169.254.169.254"),
        "Azure",
        Unreachable,
        (request, _) =>
        {
            request.Headers.TryAddWithoutValidation("Metadata", "true");
            return Task.CompletedTask;
        });
}
