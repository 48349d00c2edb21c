using WorkerRunner.Configuration;
using WorkerRunner.Machine;
using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Workers;

public sealed class GenericWorkerTests : IDisposable
{
    private const string Start = "provider:\n  providerType: standalone\nworker:\n  implementation: generic-worker\n  configPath: worker.json\n";

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Path_and_service_exclude_each_other() => Assert.Equal(
        "runner.yml:7:3: worker.path and worker.service are both given.",
        (await FailsAsync<RunnerConfigException>("  path: p\n  service: s\n")).Message);

    [Fact]
    public async Task One_of_path_and_service_has_to_be_there() => Assert.Equal(
        "runner.yml:4:3: worker.path and worker.service are both missing.", (await FailsAsync<RunnerConfigException>("")).Message);

    [Theory]
    [InlineData("generic-worker")]
    [InlineData(@"\\.\pipe\")]
    [InlineData(@"\\.\pipe\a\b")]
    [InlineData(@"\\server\pipe\a")]
    public async Task A_pipe_needs_the_name_of_one(string pipe) => Assert.StartsWith(
        $"runner.yml:7:3: worker.protocolPipe \"{pipe}\" is not the name of a pipe.",
        (await FailsAsync<RunnerConfigException>($"  service: s\n  protocolPipe: {pipe}\n")).Message);

    [Fact]
    public async Task A_pipes_name_has_room_for_what_follows() =>
        await FailsAsync<RunnerConfigException>($"  service: s\n  protocolPipe: \\\\.\\pipe\\{new string('x', 241)}\n");

    [Fact]
    public async Task An_empty_service_is_an_error_at_its_place() =>
        Assert.StartsWith("runner.yml:6:3: worker.service is empty", (await FailsAsync<RunnerConfigException>("  service: \"\"\n")).Message);

    [Fact]
    public async Task A_service_elsewhere_than_on_Windows_is_an_error_before_anything_is_written()
    {
        world.Machine.Services = null;
        var error = await FailsAsync<WorkerStartException>("  service: Generic Worker\n");
        Assert.Equal("worker.service \"Generic Worker\" names a Windows service, but this is not Windows.", error.Message);
        Assert.Empty(world.Folder.Contents());
    }

    [Theory]
    [InlineData("", @"\\.\pipe\generic-worker")]
    [InlineData("  protocolPipe: \\\\.\\pipe\\other\n", @"\\.\pipe\other")]
    public async Task The_configuration_is_written_and_the_service_started_by_its_name_and_pipe(string yaml, string pipe)
    {
        var (service, pipes) = (new FakeService(), new FakePipes());
        service.OnStart = () => pipes.All[pipe].Open();
        world.Machine.Services = new ServiceCalls(service, pipes);
        using var worker = await StartAsync("  service: Generic Worker\n" + yaml);
        Assert.Equal("generic-worker (service Generic Worker)", worker.Description);
        Assert.Equal(["worker.json"], world.Folder.Contents());
    }

    [Fact]
    public void The_run_itself_comes_over_its_configuration_and_is_not_put_there()
    {
        var run = World.Run() with
        {
            WorkerConfig = ConfigObject.Empty.Set("clientId", "old").Set("certificate", "old").Set("own", 1).Set("workerTypeMetadata.own", 2),
            ProviderMetadata = ConfigObject.Empty.Set("region", "here"),
        };
        var file = WorkerCatalog.Create("generic-worker").ConfigFile(run);
        Assert.Equal("worker/client", file["clientId"]);
        Assert.Equal(run.Credentials.Certificate, file["certificate"]);
        Assert.Equal("test-group", file["workerGroup"]);
        Assert.Equal("here", file["region"]);
        Assert.Equal(1L, Convert.ToInt64(file["own"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("""{"own":2,"region":"here"}""", file["workerTypeMetadata"]!.ToString());
        Assert.Equal("old", run.WorkerConfig["clientId"]);
    }

    [Theory]
    [InlineData("generic-worker", "certificate")]
    [InlineData("docker-worker", "taskcluster.certificate")]
    public void A_certificate_of_other_credentials_is_not_left_beside_them(string implementation, string path)
    {
        var run = World.Run() with
        {
            Credentials = new("worker/client", new Secret("access-token-2")),
            WorkerConfig = ConfigObject.Empty.Set(path, "old"),
        };
        Assert.False(WorkerCatalog.Create(implementation).ConfigFile(run).Has(path));
    }

    [Fact]
    public void Its_keys_are_known() =>
        Assert.Empty(RunnerConfigReader.Parse("runner.yml", Start + "  service: s\n  protocolPipe: p\n").Warnings);

    private Task<IRunningWorker> StartAsync(string yaml) => WorkerCatalog.Create("generic-worker").StartAsync(
        World.Run() with { Config = RunnerConfigReader.Parse("runner.yml", Start + yaml) }, new WorkerHost(world.Environment), Test.Token);

    private Task<T> FailsAsync<T>(string yaml)
        where T : Exception => Assert.ThrowsAsync<T>(() => StartAsync(yaml));
}
