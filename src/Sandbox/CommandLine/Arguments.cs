using System.Globalization;
using WorkerRunner.Sandbox.CommandLine.Clouds;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>What the command line asks for.</summary>
internal sealed class Arguments
{
    /// <summary>The text for --help.</summary>
    public const string Help = """
        Starts a Taskcluster deployment on 127.0.0.1 with a worker ready to register, until Ctrl-C. With --cloud the worker is
        an instance of that cloud, whose metadata service is there as well; commands for the cloud are read from standard
        input, one a line: help lists them.

        Usage: sandbox [options]
               sandbox play SCENE [options]     tries a runner configuration of yours in a scene; see sandbox play --help
          --port N                    the port to listen on (default: any that is free)
          --page [PORT]               a page for people on 127.0.0.1 (default: any port that is free), which shows what happens and has
                                      buttons for interruptions and faults; its address is printed
          --tls FILE                  serve HTTPS; FILE is written and holds the certificate (PEM) of the authority to trust, which
                                      is new at every start: SSL_CERT_FILE=FILE start-worker ...
          --cloud CLOUD               aws, azure or google
          --config-out FILE           write the static (or cloud) worker's runner configuration to FILE
          --worker PATH               the worker in that configuration (default: scripted-worker beside this program)
          --task COMMAND              a task for the worker: a command for bash, on Windows for cmd; may be given several times
          --task-file FILE            a task as createTask takes it, JSON; its worker pool and times are replaced, its group, scopes,
                                      routes and dependencies dropped
          --credential-lifetime TIME  how long credentials are good (default: 96h)
          --skew TIME                 how far the server's clock is ahead; behind, with a minus
          --fault [SERVICE@]WHERE:WHAT[*N]
                                      a fault for every request, or the first N, whose address contains WHERE.
                                      SERVICE: taskcluster, aws, azure or google; without it all of them.
                                      WHAT: a status (503), delay=TIME, slow=TIME, hang, drop, drop-after-handling, truncate.
                                      May be given several times. Examples: register:503*2  secret:delay=500ms  aws@spot:429
          --help                      this text

        TIME is a number and a unit: 500ms, 90s, 20m, 96h, 4d.
        """;

    /// <summary>Whether only the help is wanted.</summary>
    public bool WantsHelp { get; private set; }

    /// <summary>The port; 0 for any.</summary>
    public int Port { get; private set; }

    /// <summary>The page's port, 0 for any; null for no page.</summary>
    public int? PagePort { get; private set; }

    /// <summary>Where the certificate of HTTPS's authority goes; null for plain HTTP.</summary>
    public string? AuthorityOut { get; private set; }

    /// <summary>The cloud to play; null for none.</summary>
    public CloudKind? Cloud { get; private set; }

    /// <summary>Where the static worker's configuration goes.</summary>
    public string? ConfigOut { get; private set; }

    /// <summary>The worker to start.</summary>
    public string? Worker { get; private set; }

    /// <summary>How long credentials are good.</summary>
    public TimeSpan CredentialLifetime { get; private set; } = TimeSpan.FromHours(96);

    /// <summary>How far the server's clock is ahead.</summary>
    public TimeSpan Skew { get; private set; }

    /// <summary>The commands of tasks.</summary>
    public List<string> Tasks { get; } = [];

    /// <summary>Whether there are tasks, or may be: the page makes some.</summary>
    public bool WantsTasks => Tasks.Count + TaskFiles.Count > 0 || PagePort is not null;

    /// <summary>The files of task definitions.</summary>
    public List<string> TaskFiles { get; } = [];

    /// <summary>What goes wrong.</summary>
    public List<Fault> Faults { get; } = [];

    /// <summary>Reads a command line.</summary>
    public static Arguments Parse(IReadOnlyList<string> args)
    {
        var parsed = new Arguments();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h")
                parsed.WantsHelp = true;
            else if (args[i] == "--page")
                parsed.PagePort = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? ParsePort(args[++i]) : 0;
            else
                parsed.Set(args[i], i + 1 < args.Count ? args[++i] : null);
        }
        return parsed;
    }

    private void Set(string option, string? value)
    {
        switch (option)
        {
            case "--port": Port = ParsePort(Require(option, value)); break;
            case "--tls": AuthorityOut = Require(option, value); break;
            case "--config-out": ConfigOut = Require(option, value); break;
            case "--cloud": Cloud = ParseCloud(Require(option, value)); break;
            case "--worker": Worker = Require(option, value); break;
            case "--credential-lifetime": CredentialLifetime = Duration.ParsePositive(Require(option, value)); break;
            case "--task": Tasks.Add(Require(option, value)); break;
            case "--task-file": TaskFiles.Add(Require(option, value)); break;
            case "--skew": Skew = Duration.Parse(Require(option, value)); break;
            case "--fault": Faults.Add(FaultArgument.Parse(Require(option, value))); break;
            default: throw new UsageException($"unknown option {option}; --help lists them");
        }
    }

    private static string Require(string option, string? value) =>
        string.IsNullOrEmpty(value) ? throw new UsageException($"{option} needs a value") : value;

    private static CloudKind ParseCloud(string text) => text switch
    {
        "aws" => CloudKind.Aws,
        "azure" => CloudKind.Azure,
        "google" => CloudKind.Google,
        _ => throw new UsageException($"{text} is not a cloud: expected aws, azure or google"),
    };

    private static int ParsePort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new UsageException($"{text} is not a port: expected 0 to 65535");
}
