using WorkerRunner.Interruptions;
using WorkerRunner.Interruptions.Aws;
using WorkerRunner.Interruptions.Azure;
using WorkerRunner.Interruptions.Google;
using WorkerRunner.Logging;
using WorkerRunner.Metadata;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>Finds out which cloud this machine is in, by whose metadata service answers.</summary>
internal sealed class CloudDetection(MetadataAccess metadata)
{
    /// <summary>The clouds that can be watched.</summary>
    public static IReadOnlyList<string> Clouds { get; } = [AwsProvider.TypeName, AzureProvider.TypeName, GoogleProvider.TypeName];

    /// <summary>The interruptions of a cloud, without a runner configuration.</summary>
    /// <param name="cloud">One of <see cref="Clouds"/>.</param>
    /// <param name="settings">What counts.</param>
    /// <exception cref="ArgumentException">There is no such cloud.</exception>
    public IInterruptionSource Source(string cloud, InterruptionSettings settings) => cloud switch
    {
        AwsProvider.TypeName => new AwsInterruptions(Client(cloud)),
        AzureProvider.TypeName => new AzureInterruptions(Client(cloud), settings),
        _ => new GoogleInterruptions(Client(cloud), metadata.Http.Time),
    };

    /// <summary>Asks the metadata service of a cloud once, within a limit, whether it answers at all.</summary>
    /// <param name="cloud">One of <see cref="Clouds"/>.</param>
    /// <param name="provider">The <c>provider</c> section, which may name the service's address; null where there is no configuration.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Whether it answered as that cloud does.</returns>
    /// <exception cref="MetadataServiceException">It does not answer.</exception>
    internal async Task<bool> AnswersAsync(string cloud, ConfigSection? provider, CancellationToken cancellationToken)
    {
        var path = cloud switch
        {
            AwsProvider.TypeName => "/latest/meta-data/instance-id",
            AzureProvider.TypeName => AzureMetadata.InstancePath,
            _ => GoogleMetadata.PathOf("/instance/id"),
        };
        return (await Client(cloud, provider).GetOnceAsync(path, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false)).Found;
    }

    /// <summary>The cloud whose metadata service answers first.</summary>
    /// <exception cref="ProviderException">None does.</exception>
    public async Task<string> DetectAsync(CancellationToken cancellationToken)
    {
        metadata.Http.Log.Write(Messages.DetectingCloud());
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probes = Clouds.Select(cloud => ProbeAsync(cloud, found.Token)).ToList();
        while (probes.Count > 0)
        {
            var probe = await Task.WhenAny(probes).ConfigureAwait(false);
            probes.Remove(probe);
            if (await probe.ConfigureAwait(false) is not { } cloud) continue;
            found.Cancel();
            return cloud;
        }
        cancellationToken.ThrowIfCancellationRequested();
        throw new ProviderException(
            "No cloud metadata service answers on this machine.", $"If it is a cloud instance, name the cloud: {string.Join(", ", Clouds)}.");
    }

    private async Task<string?> ProbeAsync(string cloud, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswersAsync(cloud, provider: null, cancellationToken).ConfigureAwait(false) ? cloud : null;
        }
        catch (Exception e) when (e is MetadataServiceException or OperationCanceledException)
        {
            return null;
        }
    }

    private MetadataClient Client(string cloud, ConfigSection? provider = null) => cloud switch
    {
        AwsProvider.TypeName => new AwsMetadata(metadata, provider).Client,
        AzureProvider.TypeName => new AzureMetadata(metadata, provider).Client,
        GoogleProvider.TypeName => new GoogleMetadata(metadata, provider).Client,
        _ => throw new ArgumentException($"\"{cloud}\" is not a cloud that can be watched; use {string.Join(", ", Clouds)}.", nameof(cloud)),
    };
}
