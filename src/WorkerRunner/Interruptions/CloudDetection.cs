using WorkerRunner.Configuration;
using WorkerRunner.Interruptions.Aws;
using WorkerRunner.Interruptions.Azure;
using WorkerRunner.Interruptions.Google;
using WorkerRunner.Metadata;
using WorkerRunner.Providers;

namespace WorkerRunner.Interruptions;

/// <summary>Finds out which cloud this machine is in, by whose metadata service answers.</summary>
public sealed class CloudDetection(RunEnvironment environment)
{
    private static readonly string[] ProbedValue = ["/latest/meta-data/instance-id", AzureProvider.InstancePath, GoogleMetadata.PathOf("/instance/id")];

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
        _ => new GoogleInterruptions(Client(cloud), environment.Time),
    };

    /// <summary>The cloud whose metadata service answers first.</summary>
    /// <exception cref="ProviderException">None does.</exception>
    public async Task<string> DetectAsync(CancellationToken cancellationToken)
    {
        environment.Log.Information("Finding out which cloud this is");
        using var found = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probes = Clouds.Select((cloud, i) => ProbeAsync(cloud, ProbedValue[i], found.Token)).ToList();
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
            "No cloud's metadata service answers on this machine.", $"If it is in a cloud, name it: {string.Join(", ", Clouds)}.");
    }

    private async Task<string?> ProbeAsync(string cloud, string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await Client(cloud).GetOnceAsync(path, MetadataClient.RequestLimit, cancellationToken).ConfigureAwait(false)).Found ? cloud : null;
        }
        catch (Exception e) when (e is MetadataServiceException or OperationCanceledException)
        {
            return null;
        }
    }

    private MetadataClient Client(string cloud)
    {
        ConfigSection? noConfiguration = null;
        return cloud switch
        {
            AwsProvider.TypeName => new AwsMetadata(environment, noConfiguration).Client,
            AzureProvider.TypeName => new AzureMetadata(environment, noConfiguration).Client,
            GoogleProvider.TypeName => new GoogleMetadata(environment, noConfiguration).Client,
            _ => throw new ArgumentException($"\"{cloud}\" is no cloud that can be watched; {string.Join(", ", Clouds)} are.", nameof(cloud)),
        };
    }
}
