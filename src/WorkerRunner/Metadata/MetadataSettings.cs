using WorkerRunner.Values;

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
    /// <exception cref="RunnerConfigException">A key is of the wrong type, or the address that it names is none.</exception>
    /// <exception cref="MetadataServiceException">The given address is none.</exception>
    public static MetadataSettings Read(ConfigSection? provider, string address)
    {
        var configured = provider?.OptionalString("metadataURL");
        if (configured is not null && !IsAddress(configured))
            provider!.Fail(0, provider.Error("metadataURL", $"{provider.PathOf("metadataURL")} \"{configured}\" is not an http address.", "Include the scheme: http://169.254.169.254"));
        if (configured is null && !IsAddress(address))
            throw new MetadataServiceException($"\"{address}\" is not the address of a metadata service.", "Check the environment variable that sets it.");
        return new MetadataSettings((configured ?? address).TrimEnd('/'), provider?.OptionalSeconds("metadataTimeout") ?? DefaultTimeout);
    }

    /// <summary>A double slash is a scheme where a host belongs.</summary>
    private static bool IsAddress(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && !uri.AbsolutePath.Contains("//");
}
