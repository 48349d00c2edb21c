namespace WorkerRunner.Packaging;

/// <summary>What is to be made, and where.</summary>
internal sealed record Arguments
{
    /// <summary>The text of --help.</summary>
    public static string Help { get; } = $"""
        Makes archives of start-worker for all platforms, and SHA256SUMS of all files beside them.

        dotnet run --project packaging -- [--only PLATFORM]... [--without PLATFORM]... [--output FOLDER]

          --only PLATFORM      makes this platform only; may be repeated
          --without PLATFORM   leaves this platform out; may be repeated. Without it, a platform that cannot be made here is an error
          --output FOLDER      where to; out/packages by default

        Platforms: {string.Join(", ", Platform.All.Select(platform => platform.Name))}.
        The files in the archives have the time of the last commit, or that of SOURCE_DATE_EPOCH.
        """;

    /// <summary>Whether only the help is asked for.</summary>
    public bool WantsHelp { get; private init; }

    /// <summary>The platforms to make.</summary>
    public IReadOnlyList<Platform> Platforms { get; private init; } = Platform.All;

    /// <summary>The folder of the packages.</summary>
    public string Output { get; private init; } = Repository.At("out/packages");

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static Arguments Parse(string[] args)
    {
        var only = new List<Platform>();
        var without = new List<Platform>();
        var arguments = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--help":
                    return new Arguments { WantsHelp = true };
                case "--only":
                    only.Add(Platform.Named(ValueAfter(args, i++)));
                    break;
                case "--without":
                    without.Add(Platform.Named(ValueAfter(args, i++)));
                    break;
                case "--output":
                    arguments = arguments with { Output = Path.GetFullPath(ValueAfter(args, i++)) };
                    break;
                default:
                    throw new UsageException($"'{args[i]}' is not an argument. See --help.");
            }
        }
        return arguments with { Platforms = [.. Platform.All.Where(platform => only.Count == 0 || only.Contains(platform)).Except(without)] };
    }

    private static string ValueAfter(string[] args, int index) =>
        index + 1 < args.Length ? args[index + 1] : throw new UsageException($"{args[index]} needs a value. See --help.");
}
