using System.Text;
using WorkerRunner.Configuration;
using WorkerRunner.Machine;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Configuration;

public sealed class RunnerConfigReaderTests : IDisposable
{
    private const string Good = "provider:\n  providerType: standalone\nworker:\n  implementation: dummy\nworkerConfig:\n  name: Zoë\n";

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void A_configuration_has_defaults()
    {
        var config = RunnerConfigReader.Parse("f", "provider: {providerType: standalone}\nworker: {implementation: dummy}");
        Assert.Equal(("standalone", "dummy"), (config.ProviderType, config.Implementation));
        Assert.True(config.GetSecrets);
        Assert.Null(config.CacheOverRestarts);
        Assert.Empty(config.WorkerConfig);
        Assert.Empty(config.Warnings);
        Assert.Equal("f (standalone, dummy)", config.ToString());
    }

    [Fact]
    public void A_configuration_can_set_everything()
    {
        var config = RunnerConfigReader.Parse("f", "provider: {providerType: static}\nworker: {implementation: generic-worker, path: /p}\nworkerConfig: {a: 1}\nlogging: {implementation: stdio}\ngetSecrets: false\ncacheOverRestarts: /c\n");
        Assert.Equal(("static", "generic-worker", "/c", false), (config.ProviderType, config.Implementation, config.CacheOverRestarts, config.GetSecrets));
        Assert.Equal("""{"a":1}""", config.WorkerConfig.ToString());
        Assert.Equal("/p", config.Worker.RequiredString("path"));
        Assert.Empty(config.Warnings);
    }

    [Fact]
    public void Every_encoding_and_line_end_reads_alike()
    {
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)];
        foreach (var encoding in encodings)
            foreach (var lineEnd in new[] { "\n", "\r\n" })
            {
                var text = Good.Replace("\n", lineEnd, StringComparison.Ordinal);
                Assert.Equal("Zoë", ReadBytes([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]).WorkerConfig["name"]);
            }
    }

    [Theory]
    [InlineData("a: 1\nb: 2\nc: \u00ff", 3)]
    [InlineData("\u00ff", 1)]
    [InlineData("a: 1\r\nb: \u00e9\r\n", 2)]
    [InlineData("a: 1\n\n\n\n\u00c3(", 5)]
    [InlineData("a: \u00c3\n", 1)]
    public void Bytes_that_are_not_UTF8_are_said_with_their_line(string latin1, int line)
    {
        var error = Assert.Throws<RunnerConfigException>(() => ReadBytes(Encoding.Latin1.GetBytes(latin1)));
        Assert.Equal($"runner.yml:{line}:1: this line is not utf-8.", error.Message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF16_are_an_error()
    {
        var error = Assert.Throws<RunnerConfigException>(() => ReadBytes([0xff, 0xfe, (byte)'a', 0, 0x00, 0xd8, (byte)'a', 0]));
        Assert.Contains("is not utf-16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UTF16_without_a_mark_is_an_error_that_names_the_encodings()
    {
        var error = Assert.Throws<RunnerConfigException>(() => ReadBytes(Encoding.Unicode.GetBytes(Good)));
        Assert.Contains("UTF-16 with a byte order mark", error.Advice!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("~")]
    public void An_empty_file_is_said_to_be_empty(string text)
    {
        var error = Assert.Throws<RunnerConfigException>(() => ReadBytes(Encoding.UTF8.GetBytes(text)));
        Assert.Equal("runner.yml: the file is empty.", error.Message);
        Assert.Null(error.Position);
    }

    [Theory]
    [InlineData("- a", "f:1:1: the file must be an object with \"provider\" and \"worker\".")]
    [InlineData("text", "f:1:1: the file must be an object with \"provider\" and \"worker\".")]
    [InlineData("a: 1", "f:1:1: provider is missing.")]
    [InlineData("provider: x", "f:1:11: provider must be an object, but is a string.")]
    [InlineData("provider: [1]", "f:1:11: provider must be an object, but is a list.")]
    [InlineData("provider: {}", "f:1:1: worker is missing.")]
    [InlineData("provider:\nworker: {}", "f:1:1: provider is missing.")]
    [InlineData("provider: {}\nworker: {}", "f:1:11: provider.providerType is missing.")]
    [InlineData("provider: {providerType: 7}\nworker: {}", "f:1:26: provider.providerType must be a string, but is a whole number.")]
    [InlineData("provider: {providerType: ''}\nworker: {}", "f:1:12: provider.providerType is empty")]
    [InlineData("provider: {providerType: ~}\nworker: {}", "f:1:26: provider.providerType must be a string, but is null.")]
    [InlineData("provider: {providerType: standalone}\nworker: {}", "f:2:9: worker.implementation is missing.")]
    [InlineData("provider: {providerType: standalon}\nworker: {}", "f:1:12: provider.providerType \"standalon\" is not known. Did you mean \"standalone\"?")]
    [InlineData("provider: {providerType: nothing-like}\nworker: {}", "f:1:12: provider.providerType \"nothing-like\" is not known.")]
    [InlineData("provider: {providerType: standalone}\nworker:\n  implementation: generic_worker", "f:3:3: worker.implementation \"generic_worker\" is not known. Did you mean \"generic-worker\"?")]
    public void What_is_missing_or_wrong_is_named_with_its_place(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Parse("f", yaml)).Message);

    [Theory]
    [InlineData("workerConfig: 7", "f:1:15: workerConfig must be an object, but is a whole number.")]
    [InlineData("workerConfig: [a]", "f:1:15: workerConfig must be an object, but is a list.")]
    [InlineData("getSecrets: yes", "f:1:13: getSecrets must be true or false, but is a string.")]
    [InlineData("getSecrets: 'true'", "f:1:13: getSecrets must be true or false, but is a string.")]
    [InlineData("getSecrets: 1.5", "f:1:13: getSecrets must be true or false, but is a number.")]
    [InlineData("cacheOverRestarts: true", "f:1:20: cacheOverRestarts must be a string, but is a boolean.")]
    [InlineData("cacheOverRestarts: {}", "f:1:20: cacheOverRestarts must be a string, but is an object.")]
    [InlineData("logging: stdio", "f:1:10: logging must be an object or a list of objects, but is a string.")]
    [InlineData("logging: [stdio]", "f:1:11: logging[0] must be an object, but is a string.")]
    [InlineData("logging: [{implementation: stdio}, {implementation: stdio}]", "f:1:37: logging[1] writes to stderr, as logging[0] does.")]
    [InlineData("logging: [{implementation: stdio}, {implementation: json}]", "f:1:37: logging[1] writes to stderr, as logging[0] does.")]
    [InlineData("logging: [{implementation: file, path: x.log}, {implementation: json, path: ./x.log}]", "f:1:49: logging[1] writes to ./x.log, as logging[0] does.")]
    [InlineData("logging: [{implementation: file, path: /l}, {implementation: json, path: /l}]", "f:1:46: logging[1] writes to /l, as logging[0] does.")]
    [InlineData("logging: {implementation: stdio, level: warn}", "f:1:34: logging.level \"warn\" is not known.")]
    [InlineData("logging: {implementation: stdio, level: debugg}", "f:1:34: logging.level \"debugg\" is not known. Did you mean \"debug\"?")]
    [InlineData("logging: {implementation: file}", "f:1:10: logging.path is missing.")]
    [InlineData("logging: {implementation: file, path: ''}", "f:1:33: logging.path is empty")]
    [InlineData("logging: {implementation: file, path: /l, maxSize: lots}", "f:1:52: logging.maxSize must be a size such as 10MB, at least 1024 bytes, but is a string.")]
    [InlineData("logging: {implementation: file, path: /l, maxSize: 1023}", "f:1:52: logging.maxSize must be a size such as 10MB, at least 1024 bytes, but is a whole number.")]
    [InlineData("logging: {implementation: file, path: /l, maxFiles: 0}", "f:1:53: logging.maxFiles must be a whole number from 1 to 1000, but is a whole number.")]
    [InlineData("logging: {implementation: json, maxFiles: 2}", "f:1:33: logging.maxFiles applies to a file, but logging.path is missing.")]
    [InlineData("logging: {}", "f:1:10: logging.implementation is missing.")]
    [InlineData("logging: {implementation: stdo}", "f:1:11: logging.implementation \"stdo\" is not known. Did you mean \"stdio\"?")]
    public void A_wrong_type_is_named_by_its_property_and_place(string yaml, string message) => Assert.Equal(message, YamlFile.Fails(yaml).Message);

    [Fact]
    public void An_unknown_name_is_answered_with_all_known_ones()
    {
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Parse("f", "provider: {providerType: x}\nworker: {}"));
        Assert.StartsWith("Valid values:  ", error.Advice, StringComparison.Ordinal);
        Assert.Contains("standalone", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_key_that_is_required_is_pointed_at()
    {
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Parse("f", "provider:\n  providertype: standalone\nworker: {}"));
        Assert.Equal("f:2:3: provider.providerType is missing.", error.Message);
        Assert.Equal("Is \"providertype\" at 2:3 a misspelling of \"providerType\"?", error.Advice);
    }

    [Fact]
    public void A_number_where_a_string_is_wanted_is_answered_with_quotes() =>
        Assert.Equal("Write it in quotes: cacheOverRestarts: \"0x10\"", YamlFile.Fails("cacheOverRestarts: 0x10").Advice);

    [Fact]
    public void Unknown_keys_warn_with_the_nearest_name()
    {
        var config = RunnerConfigReader.Parse("f", "provider: {providerType: standalone, workerPoolId: a/b, zzz: 1}\nworker: {implementation: generic-worker, config: x}\ngetsecrets: false\nlogging: {implementation: stdio, colour: 1}\n");
        Assert.Equal(
            [
                "f:3:1: getsecrets is not known and is ignored. Did you mean \"getSecrets\"?",
                "f:1:38: provider.workerPoolId is not known and is ignored. Did you mean \"workerPoolID\"?",
                "f:1:57: provider.zzz is not known and is ignored.",
                "f:2:42: worker.config is not known and is ignored.",
                "f:4:34: logging.colour is not known and is ignored.",
            ],
            config.Warnings.Select(w => w.ToString()));
        Assert.True(config.GetSecrets);
    }

    [Fact]
    public void An_empty_path_of_the_cache_is_none() => Assert.Null(YamlFile.Read("cacheOverRestarts: ''").CacheOverRestarts);

    [Fact]
    public void Secrets_of_a_section_are_masked_when_it_is_shown()
    {
        var config = RunnerConfigReader.Parse("f", "provider: {providerType: standalone, accessToken: the-token, certificate: the-certificate, staticSecret: the-secret}\nworker: {implementation: dummy}");
        Assert.Equal("""{"providerType":"standalone","accessToken":"********","certificate":"********","staticSecret":"********"}""", config.Provider.ToString());
        Assert.DoesNotContain("the-", config.File.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.yml")]
    [InlineData("no/where.yml")]
    public void A_file_that_is_not_there_is_said_with_where_it_was_looked_for(string path)
    {
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read(path, world.Environment));
        Assert.Equal($"{path}: the file does not exist.", error.Message);
        Assert.Equal($"The full path is {world.Environment.FullPath(path)}.", error.Advice);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("")]
    public void A_folder_is_no_file(string path) =>
        Assert.EndsWith(" is a folder, not a file.", Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read(path, world.Environment)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_path_that_is_none_is_an_error() =>
        Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read("a\0b", world.Environment));

    [Fact]
    public void A_pipe_is_no_file_and_is_not_waited_for()
    {
        Test.UnixOnly();
        Unix.MakeFifo(world.Folder.File("fifo"));
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read("fifo", world.Environment));
        Assert.Contains("is not a regular file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error()
    {
        Test.UnixOnly();
        Assert.SkipWhen(System.Environment.IsPrivilegedProcess, "root can read everything.");
        var path = world.Folder.WritePrivate("runner.yml", Encoding.UTF8.GetBytes(Good));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Contains("the file cannot be read", Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read("runner.yml", world.Environment)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_reading_fails_is_an_error()
    {
        // A regular file, ours and private, whose first byte cannot be read (EIO), whoever reads it.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It needs /proc.");
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read("/proc/self/mem", world.Environment));
        Assert.StartsWith("/proc/self/mem: the file cannot be read: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_16_MiB_is_none_of_ours()
    {
        var path = world.Folder.WritePrivate("runner.yml", []);
        using (var file = File.OpenWrite(path)) file.SetLength(16 * 1024 * 1024 + 1);
        Assert.Contains("larger than 16 MiB", Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read("runner.yml", world.Environment)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_permissions_are_tightened_with_a_warning()
    {
        Test.UnixOnly();
        WriteLoose();
        var config = RunnerConfigReader.Read("runner.yml", world.Environment);
        Assert.Contains("its permissions were tightened", Assert.Single(config.Warnings).Message, StringComparison.Ordinal);
        Assert.False(world.Machine.Files.IsLoose(world.Folder.File("runner.yml")));
        Assert.Empty(RunnerConfigReader.Read("runner.yml", world.Environment).Warnings);
    }

    [Fact]
    public void Wide_permissions_stay_where_nobody_may_tighten_them()
    {
        Test.UnixOnly();
        WriteLoose();
        RunnerConfigReader.Read("runner.yml", world.Environment, _ => false);
        Assert.True(world.Machine.Files.IsLoose(world.Folder.File("runner.yml")));
    }

    [Fact]
    public void A_file_of_another_owner_is_refused()
    {
        Test.UnixOnly();
        Test.RootOnly();
        Unix.Give(world.Folder.WritePrivate("runner.yml", Encoding.UTF8.GetBytes(Good)), 65534);
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Read("runner.yml", world.Environment));
        Assert.Contains("belongs to user 65534", error.Message, StringComparison.Ordinal);
        Assert.Contains("chown", error.Advice!, StringComparison.Ordinal);
        Assert.IsType<FileGuardException>(error.InnerException);
    }

    private void WriteLoose()
    {
        var path = world.Folder.WritePrivate("runner.yml", Encoding.UTF8.GetBytes(Good));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
    }

    private RunnerConfig ReadBytes(byte[] bytes)
    {
        world.Folder.WritePrivate("runner.yml", bytes);
        return RunnerConfigReader.Read("runner.yml", world.Environment);
    }
}
