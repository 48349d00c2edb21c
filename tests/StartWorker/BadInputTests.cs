using System.IO.Compression;

namespace WorkerRunner.StartWorker.Tests;

public sealed class BadInputTests
{
    private const string Dummy = "{implementation: dummy}";

    [Fact]
    public async Task A_missing_configuration_is_named() =>
        await FailsAsync("/nowhere/runner.yaml", "/nowhere/runner.yaml: the file does not exist");

    [Fact]
    public async Task A_folder_is_no_configuration() => await FailsAsync(Path.GetTempPath(), "is a folder, not a file");

    [Theory]
    [InlineData("", "runner.yaml: the file is empty")]
    [InlineData("provider:\n\tproviderType: static\n", "runner.yaml:2:1: this line is indented with a tab")]
    [InlineData("provider: {a: [1, 2\nworker: \"x\n", "is not valid YAML from here on")]
    [InlineData("provider: {providerType: static}\nprovider: {}\n", "runner.yaml:2:1: the key \"provider\" is given twice")]
    [InlineData("provider: {providerType: statik}\nworker: {implementation: dummy}\n", "Did you mean \"static\"?")]
    [InlineData("provider: {providerType: static}\nworker: {implementation: genericworker}\n", "Did you mean \"generic-worker\"?")]
    [InlineData("provider: {providerType: static}\nworker: {implementation: dummy}\ngetSecrets: maybe\n", "runner.yaml:3:13: getSecrets must be true or false")]
    public async Task A_bad_configuration_is_shown_with_its_place(string config, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        await FailsAsync(scenario.Write(config), expected);
    }

    [Theory]
    [InlineData("rootURL: taskcluster.example.com", "rootURL: http", "is not the http or https address of a deployment")]
    [InlineData("workerPoolID: no-slash", "workerPoolID: proj", "<provisionerId>/<workerType>")]
    [InlineData("workerGroup: 12", "workerGroup: test-group", "provider.workerGroup must be a string, but is a whole number. Write it in quotes: workerGroup: \"12\"")]
    public async Task A_bad_provider_property_is_named(string bad, string good, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Standalone(Dummy);
        var lines = (await File.ReadAllLinesAsync(config, TestContext.Current.CancellationToken))
            .Select(l => l.Contains(good, StringComparison.Ordinal) ? $"  {bad}" : l);
        await FailsAsync(scenario.Write(string.Join('\n', lines)), expected);
    }

    [Theory]
    [InlineData("not base64!", "file", "is not valid base64")]
    [InlineData("bm8gemlw", "zip", "is not a zip archive")]
    public async Task A_bad_file_of_the_pool_stops_the_start(string content, string format, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        object[] files =
        [
            new { path = scenario.File("good"), content = "", encoding = "base64", format = "file" },
            new { path = scenario.File("bad"), content, encoding = "base64", format },
        ];
        await FailsAsync(scenario.Static([], files: files), expected);
        Assert.Equal(["runner.yaml"], scenario.FilesNow);
    }

    [Fact]
    public async Task A_zip_entry_outside_its_folder_is_refused()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("fine.txt");
            archive.CreateEntry("../outside.txt");
        }
        object[] files = [new { path = scenario.File("target"), content = Convert.ToBase64String(zip.ToArray()), encoding = "base64", format = "zip" }];

        await FailsAsync(scenario.Static([], files: files), "would be written outside");
        Assert.Equal(["runner.yaml"], scenario.FilesNow);
    }

    [Fact]
    public async Task A_wrong_static_secret_is_told_with_the_servers_words()
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Static([]);
        await FailsAsync(
            scenario.Write((await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace("StaticSecret0", "WrongSecret00", StringComparison.Ordinal)),
            "worker-manager.registerWorker");
    }

    [Fact]
    public async Task A_static_worker_takes_no_restart_cache()
    {
        await using var scenario = await Scenario.CreateAsync();
        await FailsAsync(scenario.Static([], "cacheOverRestarts: cache.json"), "cacheOverRestarts cannot be used");
    }

    private static async Task FailsAsync(string config, string expected)
    {
        var ended = await StartWorkerProcess.RunAsync(config);

        Assert.Equal(1, ended.ExitCode);
        Assert.Empty(ended.Output);
        Assert.Contains(" ERROR: ", ended.LastLine, StringComparison.Ordinal);
        Assert.Contains(expected, ended.LastLine, StringComparison.Ordinal);
        Assert.Single(ended.LogLines, l => l.Contains(" ERROR: ", StringComparison.Ordinal));
    }
}
