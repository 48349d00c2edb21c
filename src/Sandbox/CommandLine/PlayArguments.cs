namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>What <c>sandbox play</c> is asked for.</summary>
internal sealed class PlayArguments
{
    /// <summary>The text for play --help, without the list of scenes.</summary>
    public const string Help = """
        Plays a scene against a runner configuration of yours, with a deployment and a cloud on 127.0.0.1 in the place of the
        real ones, and says what was expected and what happened. Exits with 0 if all happened as expected, with 1 if not.

        Usage: sandbox play SCENE [options] [-- RUNNER ARGUMENTS]
          SCENE                one of those below, or "all" for all that can happen to the configuration's provider
          --config FILE        the runner configuration (default: one of the sandbox's own, with scripted-worker)
          --pool-config FILE   the worker pool's workerConfig (JSON)
          --secret FILE        the worker pool's secret (JSON with config and files)
          --runner PATH        the runner (default: start-worker, beside this program or in PATH)
          --patience TIME      how long each expectation is waited for (default: 2m)
          --quiet              do not show the runner's log
          --json               say it as JSON, a line for each scene, with the runner's log in it
          --help               this text
          -- RUNNER ARGUMENTS  another runner, where {config} stands for the configuration's path:
                               -- pwsh -NoProfile -Command "Start-WorkerRunner {config}"
        """;

    /// <summary>Whether only the help is wanted.</summary>
    public bool WantsHelp { get; private set; }

    /// <summary>The scene, or "all".</summary>
    public string Scene { get; private set; } = "";

    /// <summary>The runner configuration.</summary>
    public string? ConfigPath { get; private set; }

    /// <summary>The file of the worker pool's workerConfig.</summary>
    public string? PoolConfigPath { get; private set; }

    /// <summary>The file of the worker pool's secret.</summary>
    public string? SecretPath { get; private set; }

    /// <summary>The runner's program and arguments.</summary>
    public IReadOnlyList<string> Runner { get; private set; } = [DefaultRunner, "{config}"];

    /// <summary>How long each expectation is waited for.</summary>
    public TimeSpan Patience { get; private set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether it is said as JSON.</summary>
    public bool IsJson { get; private set; }

    /// <summary>Whether the runner's log is not shown.</summary>
    public bool IsQuiet { get; private set; }

    private static string DefaultRunner =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "start-worker.exe" : "start-worker") is var beside && File.Exists(beside) ? beside : "start-worker";

    /// <summary>Reads what comes behind <c>play</c>.</summary>
    public static PlayArguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new PlayArguments();
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h": parsed.WantsHelp = true; break;
                case "--quiet": parsed.IsQuiet = true; break;
                case "--json": parsed.IsJson = true; break;
                case "--": parsed.SetRunner(args.Skip(i + 1)); return parsed.Complete();
                case var option when option.StartsWith("--", StringComparison.Ordinal): parsed.Set(option, i + 1 < args.Count ? args[++i] : ""); break;
                case var scene when parsed.Scene.Length == 0: parsed.Scene = scene; break;
                default: throw new UsageException($"one scene at a time: {parsed.Scene}, and then {args[i]}");
            }
        }

        return parsed.Complete();
    }

    private PlayArguments Complete() =>
        WantsHelp || Scene.Length > 0 ? this : throw new UsageException("which scene? play --help lists them");

    private void SetRunner(IEnumerable<string> command)
    {
        Runner = [.. command];
        if (Runner.Count == 0)
            throw new UsageException("-- needs the runner behind it");
    }

    private void Set(string option, string value)
    {
        if (value.Length == 0)
            throw new UsageException($"{option} needs a value");
        switch (option)
        {
            case "--config": ConfigPath = value; break;
            case "--pool-config": PoolConfigPath = value; break;
            case "--secret": SecretPath = value; break;
            case "--runner": Runner = [value, "{config}"]; break;
            case "--patience": Patience = Duration.ParsePositive(value); break;
            default: throw new UsageException($"unknown option {option}; play --help lists them");
        }
    }
}
