using WorkerRunner.Configuration;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Configuration;

/// <summary>What New-RunnerConfig writes is a configuration, whatever of it is commented in.</summary>
public sealed class ConfigDraftTests : IDisposable
{
    private static readonly Uri SchemaUri = new("file:///m/runner.schema.json");

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    public static TheoryData<string, string> Kinds =>
        [.. from provider in ProviderCatalog.Names from worker in WorkerCatalog.Names select (provider, worker)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_provider_and_worker_has_one_without_a_problem(string provider, string worker) =>
        Assert.DoesNotContain(await CheckAsync(Draft(provider, worker).Text), p => p.Severity != ConfigProblem.Information);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_key_that_is_commented_out_can_be_commented_in(string provider, string worker)
    {
        var lines = Draft(provider, worker).Text.Split('\n');
        var optional = Enumerable.Range(0, lines.Length).Where(i => IsKey(lines[i])).ToList();
        Assert.NotEmpty(optional);
        foreach (var i in optional)
        {
            // A service is in place of a path, and Windows's.
            if (lines[i].Contains("service:", StringComparison.Ordinal)) continue;
            var all = lines.ToArray();
            all[i] = all[i].Replace("#", "", StringComparison.Ordinal);
            Assert.DoesNotContain(await CheckAsync(string.Join('\n', all)), p => p.Severity == ConfigProblem.Warning || (p.Severity == ConfigProblem.Error && p.Property != "worker.path"));
        }
    }

    [Fact]
    public void Values_that_are_given_are_no_examples()
    {
        var draft = Draft("static", "dummy", provider: ConfigObject.Empty.Set("rootURL", "https://tc.example.org").Set("staticSecret", new Secret("it's")).Set("providerMetadata", ConfigObject.Empty.Set("a", 1L)));
        Assert.Contains("  rootURL: 'https://tc.example.org'\n", draft.Text, StringComparison.Ordinal);
        Assert.Contains("  staticSecret: 'it''s'\n", draft.Text, StringComparison.Ordinal);
        Assert.Contains("  providerMetadata: {\"a\":1}\n", draft.Text, StringComparison.Ordinal);
        Assert.Equal(["provider.workerPoolID", "provider.workerGroup", "provider.workerID", "provider.providerID"], draft.Examples);
    }

    [Fact]
    public void Of_path_and_service_the_one_that_is_given_counts()
    {
        var text = Draft("aws", "generic-worker", worker: ConfigObject.Empty.Set("service", "GW").Set("configPath", "c.json")).Text;
        Assert.Contains("\n  service: 'GW'\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  #path: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_concern_a_provider_is_left_out()
    {
        Assert.DoesNotContain("cacheOverRestarts", Draft("static", "dummy").Text, StringComparison.Ordinal);
        Assert.DoesNotContain("interruptions", Draft("static", "dummy").Text, StringComparison.Ordinal);
        Assert.Contains("#cacheOverRestarts", Draft("aws", "dummy").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_not_known_comes_with_the_nearest_one() =>
        Assert.Contains("Did you mean \"rootURL\"?", Assert.Throws<ArgumentException>(() => Draft("static", "dummy", provider: ConfigObject.Empty.Set("rooturl", "x"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_cannot_be_written_is_an_error_of_the_configuration()
    {
        Directory.CreateDirectory(world.Folder.File("folder"));
        var error = Assert.Throws<RunnerConfigException>(() => Draft("aws", "dummy").Write("folder", world.Environment.Surroundings));
        Assert.StartsWith("folder: the file cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_private()
    {
        Draft("aws", "dummy").Write("r.yaml", world.Environment.Surroundings);
        using var file = world.Environment.Machine.Files.Open(world.Folder.File("r.yaml"));
        Assert.False(file.IsLoose);
    }

    private static bool IsKey(string line) => line.TrimStart() is ['#', >= 'a' and <= 'z', ..];

    private ConfigDraft Draft(string providerType, string implementation, ConfigObject? provider = null, ConfigObject? worker = null)
    {
        using var schema = new StreamReader(typeof(ConfigDraftTests).Assembly.GetManifestResourceStream("runner.schema.json")!);
        return new ConfigDraft(schema.ReadToEnd(), SchemaUri, providerType, implementation, provider ?? ConfigObject.Empty, worker ?? Worker(implementation));
    }

    /// <summary>A worker that is here: the examples are nowhere.</summary>
    private ConfigObject Worker(string implementation)
    {
        if (implementation == "dummy") return ConfigObject.Empty;
        var folder = Directory.CreateDirectory(world.Folder.File("worker"));
        var program = Path.Combine(folder.CreateSubdirectory("bin").FullName, "docker-worker");
        File.WriteAllText(program, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return ConfigObject.Empty.Set("path", implementation == "generic-worker" ? program : folder.FullName).Set("configPath", world.Folder.File("worker.json"));
    }

    private async Task<IReadOnlyList<ConfigProblem>> CheckAsync(string yaml)
    {
        var path = world.Folder.File("draft.yaml");
        using (var file = File.Exists(path) ? new FileStream(path, FileMode.Truncate) : world.Environment.Machine.Files.CreatePrivate(path, 0x180))
            file.Write(System.Text.Encoding.UTF8.GetBytes(yaml));
        return await new ConfigCheck(world.Environment).RunAsync(path, online: false, Test.Token);
    }
}
