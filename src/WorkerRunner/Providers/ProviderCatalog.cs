namespace WorkerRunner.Providers;

/// <summary>The providers that a runner configuration can name: a further one is a class and a line here.</summary>
internal static class ProviderCatalog
{
    private static readonly Dictionary<string, (Func<IProvider> Create, IReadOnlyList<string> Keys)> Providers = new(StringComparer.Ordinal)
    {
        [AwsProvider.TypeName] = (() => new AwsProvider(), AwsProvider.Keys),
        [AzureProvider.TypeName] = (() => new AzureProvider(), AzureProvider.Keys),
        [GoogleProvider.TypeName] = (() => new GoogleProvider(), GoogleProvider.Keys),
        [StandaloneProvider.TypeName] = (() => new StandaloneProvider(), StandaloneProvider.Keys),
        [StaticProvider.TypeName] = (() => new StaticProvider(), StaticProvider.Keys),
    };

    /// <summary>The names, as <c>provider.providerType</c> takes them.</summary>
    public static IReadOnlyCollection<string> Names => Providers.Keys;

    /// <summary>The keys that a provider's section may have, beside <c>providerType</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such provider.</exception>
    public static IReadOnlyList<string> Keys(string providerType) => Providers[providerType].Keys;

    /// <summary>The provider of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such provider.</exception>
    public static IProvider Create(string providerType) => Providers[providerType].Create();
}
