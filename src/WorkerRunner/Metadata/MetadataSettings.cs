using WorkerRunner.Configuration;

namespace WorkerRunner.Metadata;

/// <summary>Where a metadata service is, and how long it is waited for.</summary>
/// <param name="Address">Its base address, without a slash at its end.</param>
/// <param name="Timeout">No attempt begins later than this after the first one.</param>
internal sealed record MetadataSettings(string Address, TimeSpan Timeout)
{
    /// <summary>The keys of a cloud provider's section in a runner configuration.</summary>
    public static readonly IReadOnlyList<string> Keys = ["metadataURL", "metadataTimeout"];

    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    /// <summary>What the configuration says, else the given address.</summary>
    /// <param name="provider">The <c>provider</c> section; null where there is no configuration.</param>
    /// <param name="address">The address that counts where the configuration names none.</param>
    /// <exception cref="RunnerConfigException">A key is of the wrong type.</exception>
    public static MetadataSettings Read(ConfigSection? provider, string address) => new(
        (provider?.OptionalString("metadataURL") ?? address).TrimEnd('/'),
        provider?.OptionalSeconds("metadataTimeout") ?? DefaultTimeout);
}
