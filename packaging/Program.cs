namespace WorkerRunner.Packaging;

/// <summary>Makes the packages of start-worker: dotnet run --project packaging.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            var arguments = Arguments.Parse(args);
            if (arguments.WantsHelp)
                Console.Out.WriteLine(Arguments.Help);
            else
                await MakeAsync(arguments);
            return 0;
        }
        catch (UsageException e)
        {
            return Fail(BadUsage, e.Message);
        }
        catch (Exception e) when (e is PackagingException or IOException or UnauthorizedAccessException)
        {
            return Fail(Failed, e.Message);
        }
    }

    private static async Task MakeAsync(Arguments arguments)
    {
        var chosen = arguments.Platforms;
        RefuseWhatIsImpossible(chosen);
        var release = await Release.ReadAsync();
        Directory.CreateDirectory(arguments.Output);
        foreach (var platform in chosen)
        {
            var program = await Publishing.PublishAsync(release, platform);
            var archive = Path.Combine(arguments.Output, release.ArchiveName(platform));
            platform.ArchiveForm.Write(archive, release, Contents.Of(release, platform, program));
            Console.Out.WriteLine(archive);
        }
        Console.Out.WriteLine(Checksums.Write(arguments.Output));
        foreach (var left in Platform.All.Except(chosen))
            Console.Out.WriteLine($"{left.Name} was left out, as asked for.");
    }

    private static void RefuseWhatIsImpossible(IReadOnlyList<Platform> chosen)
    {
        var reasons = chosen
            .Where(platform => platform.Missing is not null)
            .Select(platform => $"{platform.Name} cannot be made here: {platform.Missing}. Leave it out with --without {platform.Name}.")
            .ToList();
        if (reasons.Count > 0)
            throw new PackagingException(string.Join(Environment.NewLine, reasons));
    }

    private static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }
}
