using System.Reflection;

namespace WorkerRunner.Bench;

/// <summary>What is measured, and the program that it is measured by.</summary>
/// <param name="StartWorker">The path of start-worker.</param>
/// <param name="Hello">The path of the smallest native AOT program.</param>
internal sealed record Programs(string StartWorker, string Hello)
{
    private const string Usage = "Usage: dotnet run -c Release --project bench [-- [lines | rest | farm | soak [minutes]] [<path of start-worker> <path of hello>] | -- powershell <path of pwsh>]";

    /// <summary>The manifest of the staged module.</summary>
    public static string Manifest => Path.Combine(Repository, "out", "WorkerRunner", "WorkerRunner.psd1");

    private static string Repository => typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Repository").Value!;

    /// <summary>The programs named by the arguments; without arguments both are published first.</summary>
    /// <exception cref="BenchException">There are other arguments, or a program is not there.</exception>
    public static Programs From(string[] args)
    {
        var programs = args switch
        {
            [] => new Programs(Publish("src/StartWorker", "start-worker"), Publish("bench/Hello", "hello")),
            [var startWorker, var hello] => new Programs(Path.GetFullPath(startWorker), Path.GetFullPath(hello)),
            _ => throw new BenchException(Usage),
        };
        foreach (var path in new[] { programs.StartWorker, programs.Hello })
            if (!File.Exists(path)) throw new BenchException($"{path} is not there. {Usage}");
        return programs;
    }

    private static string Publish(string project, string name)
    {
        var target = Path.Combine(Repository, "out", "bench", name);
        Console.WriteLine($"Publishing {project}");
        var exitCode = ChildProcess.Run("/bin/sh", ["-c", "cd \"$0\" && exec dotnet publish -v quiet --use-current-runtime -o \"$1\"", Path.Combine(Repository, project), target]).ExitCode;
        return exitCode == 0 ? Path.Combine(target, name) : throw new BenchException($"dotnet publish of {project} ended with exit code {exitCode}.");
    }
}
