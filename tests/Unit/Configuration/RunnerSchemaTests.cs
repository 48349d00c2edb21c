using System.Text.Json;
using WorkerRunner.Configuration;
using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Configuration;

/// <summary>The schema that editors use has the keys that the reader has; tests/Pester holds the types and what is required.</summary>
public sealed class RunnerSchemaTests : IDisposable
{
    private readonly JsonDocument schema = JsonDocument.Parse(typeof(RunnerSchemaTests).Assembly.GetManifestResourceStream("runner.schema.json")!);

    private JsonElement Properties => schema.RootElement.GetProperty("properties");

    public void Dispose() => schema.Dispose();

    [Fact]
    public void The_whole_has_the_keys_of_the_reader() => AssertSame(RunnerConfigReader.Keys, Names(Properties));

    [Fact]
    public void Each_provider_has_its_keys() =>
        AssertVariants(Properties.GetProperty("provider"), "providerType", ProviderCatalog.Names, ProviderCatalog.Keys);

    [Fact]
    public void Each_worker_has_its_keys() =>
        AssertVariants(Properties.GetProperty("worker"), "implementation", WorkerCatalog.Names, WorkerCatalog.Keys);

    [Fact]
    public void Each_log_destination_has_its_keys() => AssertVariants(
        schema.RootElement.GetProperty("$defs").GetProperty("destination"), "implementation", LoggingCatalog.Names, n => [LogSettings.LevelKey, .. LoggingCatalog.Keys(n)]);

    [Fact]
    public void Other_sections_and_levels_have_theirs()
    {
        AssertSame(InterruptionSettings.Keys, Names(Properties.GetProperty("interruptions").GetProperty("properties")));
        AssertSame(MetricsSettings.Keys, Names(Properties.GetProperty("metrics").GetProperty("properties")));
        AssertSame(WatchdogSettings.Keys, Names(Properties.GetProperty("watchdog").GetProperty("properties")));
        AssertSame(SystemdSettings.Keys, Names(Properties.GetProperty("systemd").GetProperty("properties")));
        AssertSame(LogSettings.Levels, schema.RootElement.GetProperty("$defs").GetProperty("level").GetProperty("enum").EnumerateArray().Select(e => e.GetString()!));
    }

    private static void AssertVariants(JsonElement section, string discriminator, IEnumerable<string> names, Func<string, IReadOnlyList<string>> keys)
    {
        var variants = section.GetProperty("oneOf").EnumerateArray().Select(v => v.GetProperty("properties"))
            .ToDictionary(p => p.GetProperty(discriminator).GetProperty("const").GetString()!, Names);
        AssertSame(names, variants.Keys);
        foreach (var variant in variants) AssertSame([discriminator, .. keys(variant.Key)], variant.Value);
    }

    private static IEnumerable<string> Names(JsonElement properties) => properties.EnumerateObject().Select(p => p.Name).ToList();

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.OrderBy(n => n, StringComparer.Ordinal), actual.OrderBy(n => n, StringComparer.Ordinal));
}
