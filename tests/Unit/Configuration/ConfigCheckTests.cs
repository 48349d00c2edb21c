using System.Text;
using WorkerRunner.Configuration;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Configuration;

public sealed class ConfigCheckTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_good_configuration_has_no_problem()
    {
        var worker = world.Folder.File("worker");
        await File.WriteAllTextAsync(worker, "#!/bin/sh\n", Test.Token);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(worker, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Empty(await CheckAsync(World.StandaloneYaml.Replace("implementation: dummy", "implementation: generic-worker\n  path: ./worker\n  configPath: worker.json", StringComparison.Ordinal)));
        Assert.Equal(["runner.yml", "worker"], world.Folder.Contents());
    }

    [Fact]
    public async Task All_problems_are_found_at_once_in_the_order_of_the_file()
    {
        var problems = await CheckAsync(
            """
            provider:
              providerType: static
              rootURL: tc.example.com
              workerPoolID: no-slash
              workerGroup: 7
              workerId: w
              staticSecret: ''
            worker:
              implementation: generic-worker
              path: ./nowhere
            getSecrets: yes
            cacheOverRestarts: cache.json
            interruptions:
              eventTypes: [Reboot, freeze]
            interuptions: {}
            """);
        Assert.Equal(
            [
                "Error provider.providerID", "Error provider.workerID", "Error provider.rootURL", "Error provider.workerPoolID",
                "Error provider.workerGroup", "Warning provider.workerId", "Error provider.staticSecret", "Error worker.configPath",
                "Error worker.path", "Error getSecrets", "Error cacheOverRestarts", "Error interruptions.eventTypes", "Warning interuptions",
            ],
            problems.Select(p => $"{p.Severity} {p.Property}"));
        Assert.Equal([2, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15], problems.Select(p => p.Line));
    }

    [Theory]
    [InlineData("a: [1", null)]
    [InlineData("", null)]
    [InlineData("- 1", null)]
    [InlineData("a:\n\tx: 1", 2)]
    public async Task A_file_that_is_no_configuration_is_one_problem(string yaml, int? line)
    {
        var problem = Assert.Single(await CheckAsync(yaml));
        Assert.Equal(ConfigProblem.Error, problem.Severity);
        Assert.Null(problem.Property);
        if (line is not null) Assert.Equal(line, problem.Line);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_problem()
    {
        var problem = Assert.Single(await new ConfigCheck(world.Environment).RunAsync("nowhere.yml", online: false, Test.Token));
        Assert.Equal("nowhere.yml: the file does not exist.", problem.ToString().Split(" The full")[0]);
    }

    [Fact]
    public async Task Missing_sections_are_missing_once()
    {
        Assert.Equal(["provider", "worker"], (await CheckAsync("workerConfig: {}")).Select(p => p.Property).Order());
    }

    [Fact]
    public async Task A_name_that_is_not_known_comes_with_the_nearest_one()
    {
        var problems = await CheckAsync("provider: {providerType: statik}\nworker: {implementation: dumy}\n");
        Assert.Equal(
            [("provider.providerType", "Did you mean \"static\"?"), ("worker.implementation", "Did you mean \"dummy\"?")],
            problems.Select(p => (p.Property, p.Message.Split(". ")[1])));
    }

    [Fact]
    public async Task Every_key_that_is_given_twice_is_a_problem_beside_the_others()
    {
        var problems = await CheckAsync(World.StandaloneYaml + "\ngetSecrets: 1\ngetSecrets: 2\nlogging:\n  implementation: stdio\n  implementation: stdio\n");
        Assert.Equal(3, problems.Count);
        Assert.Equal(2, problems.Count(p => p.Message.Contains("given twice", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Permissions_that_are_too_wide_are_told_and_left()
    {
        Test.UnixOnly();
        if (OperatingSystem.IsWindows()) return;
        var path = world.Folder.WritePrivate("loose.yml", Encoding.UTF8.GetBytes(World.StandaloneYaml));
        const UnixFileMode loose = UnixFileMode.UserRead | UnixFileMode.GroupRead;
        File.SetUnixFileMode(path, loose);
        var problem = Assert.Single(await new ConfigCheck(world.Environment).RunAsync("loose.yml", online: false, Test.Token));
        Assert.Equal(ConfigProblem.Warning, problem.Severity);
        Assert.Equal(loose, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task What_no_file_would_replace_is_told()
    {
        Test.UnixOnly();
        Unix.MakeFifo(world.Folder.File("pipe"));
        Unix.MakeLink(world.Folder.File("link"), world.Folder.File("missing"));
        foreach (var (path, words) in new[] { ("pipe", "is a device, pipe or socket"), ("link", "is a link"), ("/dev/null", "is a device, pipe or socket") })
        {
            var problem = (await CheckAsync(World.StandaloneYaml + $"\ncacheOverRestarts: {path}\n")).Single(p => p.Property == "cacheOverRestarts");
            Assert.Equal(ConfigProblem.Error, problem.Severity);
            Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_the_workers_configuration_cannot_be_is_told_and_what_would_be_made()
    {
        var file = world.Folder.WritePrivate("file", "x"u8.ToArray());
        var yaml = World.StandaloneYaml.Replace("implementation: dummy", "implementation: generic-worker\n  path: {0}\n  configPath: {1}", StringComparison.Ordinal);
        foreach (var (path, severity, words) in ((string, string, string)[])
            [
                ("new/folder/worker.json", "Information", "is created when it is needed"), (".", "Error", "is a folder"), ("file/x.json", "Error", "which is not a folder"),
            ])
        {
            var problem = (await CheckAsync(string.Format(null, yaml, Path.GetFileName(file), path))).Single(p => p.Property == "worker.configPath");
            Assert.Equal(severity, problem.Severity);
            Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(world.Folder.File("new")));
    }

    [Fact]
    public async Task Without_online_nobody_is_asked()
    {
        await CheckAsync(World.StandaloneYaml);
        await CheckAsync("provider: {providerType: aws}\nworker: {implementation: dummy}");
        Assert.Empty(world.Http.Requests);
        Assert.Empty(world.Cloud.Requests);
    }

    [Fact]
    public async Task Online_the_deployment_is_asked_once()
    {
        world.Http.Answer(200, """{"alive":true,"uptime":7}""");
        Assert.Empty(await CheckAsync(World.StandaloneYaml, online: true));
        Assert.Equal("/api/worker-manager/v1/ping", Assert.Single(world.Http.Requests).Path);
    }

    [Theory]
    [InlineData("<html>Sign in to the guest network</html>")]
    [InlineData("{}")]
    [InlineData("""{"alive":false}""")]
    public async Task Online_somebody_else_who_answers_is_no_deployment(string body)
    {
        world.Http.Answer(200, body);
        var problem = Assert.Single(await CheckAsync(World.StandaloneYaml, online: true));
        Assert.Equal(("Error", "provider.rootURL"), (problem.Severity, problem.Property));
    }

    [Fact]
    public async Task Online_a_deployment_that_is_not_there_is_a_problem_after_one_attempt()
    {
        world.Http.Break();
        var problem = Assert.Single(await CheckAsync(World.StandaloneYaml, online: true));
        Assert.Equal(("provider.rootURL", 3), (problem.Property, problem.Line));
        Assert.Contains("Connection refused", problem.Message, StringComparison.Ordinal);
        Assert.Single(world.Http.Requests);
    }

    [Fact]
    public async Task Online_a_deployment_that_does_not_answer_is_waited_for_10_seconds()
    {
        world.Http.NeverAnswer();
        var check = CheckAsync(World.StandaloneYaml, online: true);
        await world.Time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("no answer within 10 s", Assert.Single(await check.Soon()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws", "/latest/meta-data/instance-id", 0)]
    [InlineData("google", "/computeMetadata/v1/instance/id", 0)]
    [InlineData("google", "/somewhere/else", 1)]
    public async Task Online_the_clouds_metadata_service_is_asked(string cloud, string path, int problems)
    {
        world.Cloud.Set(path, "i-1");
        var found = await CheckAsync($"provider: {{providerType: {cloud}, metadataURL: 'http://metadata'}}\nworker: {{implementation: dummy}}", online: true);
        Assert.Equal(problems, found.Count);
        Assert.All(found, p => Assert.Equal("provider.providerType", p.Property));
    }

    [Fact]
    public async Task No_problem_quotes_a_secret()
    {
        const string secret = "super-secret-value";
        var problems = await CheckAsync($"provider: {{providerType: standalone, accessToken: [{secret}], certificate: {secret}, staticSecret: {{a: {secret}}}}}\nworker: {{implementation: dummy}}");
        Assert.NotEmpty(problems);
        Assert.DoesNotContain(problems, p => $"{p} {p.Message} {p.Suggestion}".Contains(secret, StringComparison.Ordinal));
    }

    private Task<IReadOnlyList<ConfigProblem>> CheckAsync(string yaml, bool online = false)
    {
        world.Folder.WritePrivate("runner.yml", Encoding.UTF8.GetBytes(yaml));
        return new ConfigCheck(world.Environment).RunAsync("runner.yml", online, Test.Token);
    }
}
