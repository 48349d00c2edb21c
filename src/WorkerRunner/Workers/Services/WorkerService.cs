using WorkerRunner.Values;

namespace WorkerRunner.Workers.Services;

/// <summary>A service that runs a worker, as the runner configuration names it.</summary>
/// <param name="Name">The service's name or its display name.</param>
/// <param name="Pipe">The named pipe of its protocol, <c>\\.\pipe\…</c>; two more have this name with <c>-input</c> and <c>-output</c>.</param>
internal sealed record WorkerService(string Name, string Pipe)
{
    private const string Prefix = @"\\.\pipe\";
    private const string DefaultPipe = Prefix + "generic-worker";

    // 256 characters in all (CreateNamedPipe), less those of "-output".
    private const int LongestPipe = 249;

    /// <exception cref="RunnerConfigException">A name cannot be one.</exception>
    internal static WorkerService Read(ConfigSection worker)
    {
        var pipe = worker.OptionalString("protocolPipe") ?? DefaultPipe;
        var name = pipe.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? pipe.Substring(Prefix.Length) : "";
        if (name.Length == 0 || name.Contains('\\') || pipe.Length > LongestPipe)
            throw worker.Error(
                "protocolPipe",
                $"worker.protocolPipe \"{pipe}\" is not the name of a pipe.",
                $"It is {Prefix} and a name without backslashes, {LongestPipe} characters at most, for example {DefaultPipe}; in YAML without quotes, or in single ones.");
        return new WorkerService(worker.RequiredString("service"), pipe);
    }
}
