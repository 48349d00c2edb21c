using System.Numerics;
using System.Text;
using WorkerRunner.Configuration;
using WorkerRunner.Files;
using WorkerRunner.Runs;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Stages;

public sealed class RestartCacheTests : IDisposable
{
    private const string Yaml = "cacheOverRestarts: sub/cache.json";

    private readonly World world = new();

    private string CachePath => world.Folder.File("sub/cache.json");

    public void Dispose() => world.Dispose();

    [Fact]
    public void Without_the_setting_nothing_is_read_or_written()
    {
        var run = World.Run();
        Assert.True(Cache().Save(run).Has(RunStages.Cached));
        Assert.Null(Cache().Load(run.Config));
        Assert.Empty(world.Folder.Contents());
    }

    [Fact]
    public void Before_the_first_write_there_is_none() => Assert.Null(Cache().Load(World.Run(Yaml).Config));

    [Fact]
    public void A_run_comes_back_as_it_was()
    {
        var run = Full();
        Cache().Save(run);
        var loaded = Load();
        Assert.Equal(run.RootUrl, loaded.RootUrl);
        Assert.Equal(run.Identity, loaded.Identity);
        Assert.Equal(run.Credentials, loaded.Credentials);
        Assert.Equal(run.CredentialsExpire, loaded.CredentialsExpire);
        Assert.Equal(run.RegistrationSecret, loaded.RegistrationSecret);
        Assert.Equal(Revealed(run.ProviderMetadata), Revealed(loaded.ProviderMetadata));
        Assert.Equal(Revealed(run.WorkerLocation), Revealed(loaded.WorkerLocation));
        Assert.Equal(Revealed(run.WorkerConfig), Revealed(loaded.WorkerConfig));
        Assert.Equal(run.WorkerConfig.ToString(), loaded.WorkerConfig.ToString());
        Assert.True(loaded.Has(RunStages.FromCache | RunStages.Registered | RunStages.Secrets | RunStages.Cached | RunStages.Files));
    }

    [Fact]
    public void Files_that_were_not_written_come_back_to_be_written()
    {
        var run = Full() with
        {
            Files =
            [
                new WorkerFile("a", new Secret("aGFsbG8="), WorkerFileFormat.File, "first") { IsPrivate = true },
                new WorkerFile("b", new Secret(""), WorkerFileFormat.Zip, ""),
            ],
        };
        Cache().Save(run);
        var loaded = Load();
        Assert.False(loaded.Has(RunStages.Files));
        Assert.Equal(run.Files, loaded.Files);

        Cache().Save(loaded.With(RunStages.Files));
        Assert.True(Load().Has(RunStages.Files));
        Assert.Empty(Load().Files);
        Assert.DoesNotContain("aGFsbG8=", File.ReadAllText(CachePath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workerID: worker-1", "workerID: worker-2", "worker-2 of proj-test/linux at https://tc.example.com")]
    [InlineData("proj-test/linux", "proj-test/other", "worker-1 of proj-test/other at https://tc.example.com")]
    [InlineData("https://tc.example.com", "https://other.example.com", "worker-1 of proj-test/linux at https://other.example.com")]
    public void A_cache_of_another_worker_is_refused(string configured, string other, string named)
    {
        Cache().Save(Full());
        var config = RunnerConfigReader.Parse("runner.yml", World.StandaloneYaml.Replace(configured, other, StringComparison.Ordinal) + "\n" + Yaml);
        var error = Assert.Throws<RestartCacheException>(() => Cache().Load(config));
        Assert.Equal(
            $"The restart cache {CachePath} belongs to worker test-group/worker-1 of proj-test/linux at https://tc.example.com, but the configuration names worker test-group/{named}.",
            error.Message);
        Assert.Equal($"Delete {CachePath} to start again from registration.", error.Advice);
    }

    [Fact]
    public void A_cache_of_another_provider_is_refused()
    {
        Cache().Save(Full());
        var error = Assert.Throws<RestartCacheException>(() => Cache().Load(World.CloudConfig("azure", Yaml)));
        Assert.Contains("it is for the provider standalone, but the configuration names azure", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_lacks_is_lacking_when_it_comes_back()
    {
        Cache().Save(World.Run(Yaml) with { Credentials = new Credentials("c", new Secret("token-of-c")) });
        var loaded = Load();
        Assert.Null(loaded.CredentialsExpire);
        Assert.Null(loaded.RegistrationSecret);
        Assert.Null(loaded.Credentials.Certificate);
    }

    [Fact]
    public void The_secrets_that_come_back_are_masked()
    {
        Cache().Save(Full());
        Load();
        var log = world.Environment.Log;
        foreach (var secret in new[] { "access-token-1", "registration-secret", "secret-of-the-config" })
            Assert.Equal("x ******** y", log.Secrets.Mask($"x {secret} y"));
        Assert.Equal("public-text", log.Secrets.Mask("public-text"));
    }

    [Fact]
    public void The_cache_is_private_and_alone()
    {
        Cache().Save(Full());
        Assert.False(world.Machine.Files.IsLoose(CachePath));
        Assert.Equal(["sub/", "sub/cache.json"], world.Folder.Contents());
    }

    [Fact]
    public void A_cache_that_others_can_read_is_refused()
    {
        Test.UnixOnly();
        Cache().Save(Full());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(CachePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var error = Assert.Throws<RestartCacheException>(Load);
        Assert.Equal($"The restart cache {CachePath} can be read by users other than its owner.", error.Message);
        Assert.Contains($"Delete {CachePath}", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_of_another_owner_is_refused()
    {
        Test.UnixOnly();
        Test.RootOnly();
        Cache().Save(Full());
        Unix.Give(CachePath, 65534);
        Assert.Contains("belongs to user 65534", Assert.Throws<RestartCacheException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_regular_file_is_refused_before_anybody_registers()
    {
        Test.UnixOnly();
        Cache().Save(Full());
        File.Move(CachePath, world.Folder.File("cache.json"));
        Unix.MakeLink(CachePath, world.Folder.File("cache.json"));
        Assert.Contains("is a link", Assert.Throws<RestartCacheException>(Load).Message, StringComparison.Ordinal);
        Assert.Contains("is a link", Assert.Throws<RestartCacheException>(() => Cache().Save(Full())).Message, StringComparison.Ordinal);
        File.Delete(CachePath);
        Unix.MakeFifo(CachePath);
        Assert.Contains("is not a regular file", Assert.Throws<RestartCacheException>(Load).Message, StringComparison.Ordinal);
        File.Delete(CachePath);
        Directory.CreateDirectory(CachePath);
        Assert.Contains("is a folder", Assert.Throws<RestartCacheException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_credentials_are_an_error_that_names_the_file()
    {
        Cache().Save(Full());
        world.Time.Advance(TimeSpan.FromHours(96) - TimeSpan.FromSeconds(1));
        await Cache().RequireUnexpiredAsync(Load(), Test.Token);
        Assert.Empty(world.Http.Requests);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        world.Http.Answer(200, """{"alive":true}""", world.Time.GetUtcNow());
        var error = await Assert.ThrowsAsync<RestartCacheException>(() => Cache().RequireUnexpiredAsync(Load(), Test.Token)).Soon();
        Assert.Contains($"{CachePath} expired at {Test.Time("2026-11-27T15:29:30Z")}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_ahead_at_boot_does_not_expire_credentials()
    {
        Cache().Save(Full());
        world.Time.AdjustTime(TestTime.Origin.AddDays(5));
        world.Http.Answer(200, """{"alive":true}""", TestTime.Origin.AddDays(1));
        await Cache().RequireUnexpiredAsync(Load(), Test.Token).Soon();
        Assert.Equal("/api/worker-manager/v1/ping", Assert.Single(world.Http.Requests).Path);
    }

    [Fact]
    public void A_cache_cut_off_anywhere_is_an_error_that_says_what_to_delete()
    {
        Cache().Save(Full());
        var whole = File.ReadAllBytes(CachePath);
        for (var length = 0; length < whole.Length; length += 3)
        {
            world.Folder.WritePrivate("sub/cache.json", whole[..length]);
            var error = Assert.Throws<RestartCacheException>(Load);
            Assert.Equal($"Delete {CachePath} to start again from registration.", error.Advice);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("""{"rootURL":7}""")]
    [InlineData("""{"rootURL":"nowhere"}""")]
    [InlineData("""{"rootURL":"https://a.example","secretTexts":7}""")]
    [InlineData("""{"rootURL":"https://a.example","secretTexts":[7]}""")]
    [InlineData("""{"\ud800":1}""")]
    public void A_cache_of_the_wrong_shape_is_an_error(string json)
    {
        Directory.CreateDirectory(world.Folder.File("sub"));
        world.Folder.WritePrivate("sub/cache.json", Encoding.UTF8.GetBytes(json));
        Assert.Throws<RestartCacheException>(Load);
    }

    [Fact]
    public void A_configuration_as_deep_as_may_be_comes_back()
    {
        object deep = "bottom";
        for (var i = 0; i < 100; i++) deep = new ConfigArray([deep]);
        var run = Full() with { WorkerConfig = ConfigObject.Empty.Set("deep", deep) };
        Cache().Save(run);
        Assert.Equal(Revealed(run.WorkerConfig), Revealed(Load().WorkerConfig));
    }

    [Fact]
    public void A_failed_write_leaves_what_was_there()
    {
        Cache().Save(Full());
        var before = File.ReadAllText(CachePath);
        Directory.CreateDirectory(world.Folder.File("folder"));
        Assert.Throws<RestartCacheException>(() => Cache().Save(World.Run("cacheOverRestarts: folder")));
        Assert.Throws<RestartCacheException>(() => Cache().Save(World.Run("cacheOverRestarts: sub/cache.json/below")));
        Assert.Equal(before, File.ReadAllText(CachePath));
        Assert.Equal(["folder/", "sub/", "sub/cache.json"], world.Folder.Contents());
    }

    [Fact]
    public void A_path_that_is_none_is_an_error()
    {
        var run = World.Run("cacheOverRestarts: \"a\\0b\"");
        Assert.Throws<RestartCacheException>(() => Cache().Save(run));
        Assert.Throws<RestartCacheException>(() => Cache().Load(run.Config));
    }

    [Fact]
    public void The_static_provider_refuses_a_cache_at_its_place()
    {
        var config = RunnerConfigReader.Parse("runner.yml", "provider: {providerType: static}\nworker: {implementation: dummy}\ncacheOverRestarts: c.json\n");
        var error = Assert.Throws<RunnerConfigException>(() => Cache().Load(config));
        Assert.StartsWith("runner.yml:3:1: cacheOverRestarts ", error.Message, StringComparison.Ordinal);
    }

    private static WorkerRun Full() => World.Run(Yaml) with
    {
        CredentialsExpire = TestTime.Origin.AddHours(96),
        RegistrationSecret = new Secret("registration-secret"),
        ProviderMetadata = ConfigObject.Empty.Set("instance-type", "m5.large"),
        WorkerConfig = ConfigObject.Empty
            .Set("plain", "public-text").Set("deep.key", new Secret("secret-of-the-config")).Set("list", new ConfigArray([1, 2.5, null, true]))
            .Set("big", BigInteger.Pow(10, 30) + 1),
    };

    private static string Revealed(ConfigObject value) => ConfigJson.ToText(value, SecretText.Revealed);

    private RestartCache Cache() => new(world.Environment);

    private WorkerRun Load() => Cache().Load(World.Run(Yaml).Config) ?? throw new InvalidOperationException("There is no cache.");
}
