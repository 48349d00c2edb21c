using System.Management.Automation.Language;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using Parser = System.Management.Automation.Language.Parser;

namespace WorkerRunner.ModuleTests;

/// <summary>What the examples and the pages show is right as far as that can be seen without the systems they are for.</summary>
public sealed partial class ExampleTests : ModuleTest
{
    // For the worker 30 + 10 + 5 s (StopLimits); then 10 s for last words, 90 s for what is under way (WorkerSession), 5 s for the log.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(150);

    private static readonly string Examples = Path.Combine(Repository.Root, "examples", "Unattended");

    private static readonly TokenKind[] NotIn51 =
        [TokenKind.QuestionQuestion, TokenKind.QuestionQuestionEquals, TokenKind.QuestionDot, TokenKind.QuestionLBracket, TokenKind.QuestionMark, TokenKind.AndAnd, TokenKind.OrOr];

    /// <summary>Every piece of PowerShell in the examples and pages, by the file and what number it is there.</summary>
    public static TheoryData<string, int> Scripts
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var file in ExampleFiles().Concat(Pages()))
                for (var i = 0; i < ScriptsOf(file).Count; i++) data.Add(Path.GetRelativePath(Repository.Root, file), i);
            return data;
        }
    }

    public static TheoryData<string> RunnerConfigs => Named("runner*.y*ml");

    public static TheoryData<string> YamlFiles => Named("*.y*ml");

    [LimitedTheory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_runs_in_Windows_PowerShell_and_uses_what_exists(string file, int number)
    {
        var script = ScriptsOf(Path.Combine(Repository.Root, file))[number];
        var parsed = (await OurCmdlets.LoadAsync()).AssertFit(script);
        Parser.ParseInput(script, out var tokens, out _);
        Assert.DoesNotContain(tokens, t => NotIn51.Contains(t.Kind));
        var commands = parsed.FindAll(a => a is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Select(c => c.GetCommandName());
        Assert.DoesNotContain(commands, c => c is "Read-Host" or "Write-Host" or "Get-Credential");
    }

    [Fact]
    public void There_are_scripts_in_every_kind_of_file()
    {
        foreach (var name in (string[])["Start-Runner.ps1", "ec2launch/agent-config.yml", "ec2launch/user-data.yml", "ansible/worker.yml"])
            Assert.NotEmpty(ScriptsOf(Path.Combine(Examples, name)));
        Assert.NotEmpty(ScriptsOf(Path.Combine(Repository.Root, "README.md")));
    }

    [LimitedTheory]
    [MemberData(nameof(RunnerConfigs))]
    public async Task A_runner_configuration_is_read_without_a_warning(string file)
    {
        WriteConfig(await System.IO.File.ReadAllTextAsync(Path.Combine(Examples, file), Limits.Token));
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config");
        Assert.NotNull(outcome.Single);
        Assert.Empty(outcome.Warnings);
    }

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void A_YAML_file_is_YAML(string file) => Assert.NotEmpty(Yaml(Path.Combine(Examples, file)).Documents);

    [Theory]
    [InlineData("ec2launch/agent-config.yml")]
    [InlineData("ec2launch/user-data.yml")]
    public void EC2Launch_runs_the_script_at_every_start_and_hears_its_exit_code(string file)
    {
        var task = Yaml(Path.Combine(Examples, file)).Documents[0].AllNodes.OfType<YamlMappingNode>().Single(n => n.Children.ContainsKey("content"));
        Assert.Equal(("always", "powershell", "localSystem"), (Text(task, "frequency"), Text(task, "type"), Text(task, "runAs")));
        Assert.DoesNotContain("detach", task.Children.Keys.Select(k => k.ToString()));
        Assert.EndsWith("exit $LASTEXITCODE", Text(task, "content"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_scheduled_task_starts_at_boot_as_SYSTEM_and_stays()
    {
        var document = XDocument.Load(Path.Combine(Examples, "WorkerRunner.task.xml"));
        Assert.Null(document.Declaration);
        var task = document.Root!;
        string Value(string name) => task.Descendants(task.GetDefaultNamespace() + name).Single().Value;
        Assert.Equal("S-1-5-18", Value("UserId"));
        Assert.NotEmpty(Value("BootTrigger"));
        Assert.Equal("PT0S", Value("ExecutionTimeLimit"));
        Assert.Equal("IgnoreNew", Value("MultipleInstancesPolicy"));
        Assert.Equal("4", Value("Priority"));
        AssertUnattended(Value("Arguments"));
    }

    [Fact]
    public void CustomScript_gets_all_files_and_keeps_what_it_is_told_to_itself()
    {
        using var template = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Examples, "azure", "custom-script.json")));
        var properties = template.RootElement.GetProperty("resources")[0].GetProperty("properties");
        Assert.False(properties.TryGetProperty("settings", out _));
        var settings = properties.GetProperty("protectedSettings");
        AssertUnattended(settings.GetProperty("commandToExecute").GetString()!);
        var uris = string.Join('\n', settings.GetProperty("fileUris").EnumerateArray());
        foreach (var name in (string[])["WorkerRunner.zip", "runner.yaml", "Install-Runner.ps1", "Start-Runner.ps1", "WorkerRunner.task.xml"])
            Assert.Contains($"/{name}'", uris);
    }

    [Fact]
    public void The_systemd_unit_gives_the_runner_the_time_it_takes()
    {
        var unit = System.IO.File.ReadAllLines(Path.Combine(Examples, "systemd", "start-worker.service"))
            .Select(l => l.Split('=', 2)).Where(p => p.Length == 2 && !p[0].StartsWith('#')).ToDictionary(p => p[0], p => p[1]);
        Assert.Equal(("mixed", "SIGTERM", "on-failure"), (unit["KillMode"], unit["KillSignal"], unit["Restart"]));
        Assert.True(Seconds(unit["TimeoutStopSec"]) > LongestStop);
        Assert.Equal(("continue", "-1000"), (unit["OOMPolicy"], unit["OOMScoreAdjust"]));
        Assert.DoesNotContain(unit.Keys, k => k is "EnvironmentFile" or "Environment" or "PrivateTmp" or "ProtectHome" or "ProtectSystem" or "NoNewPrivileges");
        Assert.StartsWith("/usr/local/bin/start-worker /etc/start-worker/", unit["ExecStart"]);
        static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_page_on_migrating_has_every_key()
    {
        var page = System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "migrating.md"));
        var keys = FirstCell().Matches(System.IO.File.ReadAllText(Path.Combine(Repository.Root, "docs", "runner-config.md")))
            .SelectMany(row => Name().Matches(row.Value)).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(keys);
        Assert.All(keys, k => Assert.Matches($"`[A-Za-z.]*{Regex.Escape(k.Split('.')[^1])}`", page));
    }

    [Fact]
    public void Every_script_that_is_named_is_there()
    {
        var there = ExampleFiles().Select(f => Path.GetFileName(f)!).ToHashSet();
        foreach (var file in ExampleFiles().Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "unattended"))))
            Assert.All(ScriptName().Matches(System.IO.File.ReadAllText(file)), m => Assert.Contains(m.Value, there));
    }

    private static void AssertUnattended(string commandLine) =>
        Assert.Contains("-NoProfile -NonInteractive -ExecutionPolicy Bypass -File ", commandLine);

    private static IEnumerable<string> ExampleFiles() => Directory.EnumerateFiles(Examples, "*", SearchOption.AllDirectories);

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "README.md"));

    private static TheoryData<string> Named(string pattern) =>
        [.. Directory.EnumerateFiles(Examples, pattern, SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Examples, f))];

    private static IReadOnlyList<string> ScriptsOf(string file) => Path.GetExtension(file) switch
    {
        // The keyword needs Windows' own DSC to be parsed; but for it, a configuration reads as a function does.
        ".ps1" => [Configuration().Replace(System.IO.File.ReadAllText(file), "function ")],
        ".yml" or ".yaml" => [.. Yaml(file).Documents.SelectMany(d => d.AllNodes).OfType<YamlScalarNode>().Where(s => s.Style == ScalarStyle.Literal).Select(s => s.Value!)],
        ".md" => [.. Fence().Matches(System.IO.File.ReadAllText(file)).Select(m => m.Groups[1].Value)],
        _ => [],
    };

    private static YamlStream Yaml(string file)
    {
        var stream = new YamlStream();
        using var text = System.IO.File.OpenText(file);
        stream.Load(text);
        return stream;
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node.Children[key]).Value!;

    [GeneratedRegex("^configuration ", RegexOptions.Multiline)]
    private static partial Regex Configuration();

    [GeneratedRegex("^```powershell\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^\\| `[^|]*", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex("`([A-Za-z.-]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b[A-Za-z-]+(\.[A-Za-z]+)?\.ps1\b")]
    private static partial Regex ScriptName();
}
