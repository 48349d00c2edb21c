using WorkerRunner.Configuration;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Runner configurations around what a test is about.</summary>
internal static class YamlFile
{
    /// <summary>Reads lines as the workerConfig; the first one is line 3 of the file <c>f</c> and begins at column 3.</summary>
    public static ConfigObject WorkerConfig(string lines) =>
        Read("\nworkerConfig:\n  " + lines.Replace("\n", "\n  ", StringComparison.Ordinal)).WorkerConfig;

    /// <summary>Reads lines that begin the file <c>f</c>.</summary>
    public static RunnerConfig Read(string lines) =>
        RunnerConfigReader.Parse("f", lines + "\nprovider: {providerType: standalone}\nworker: {implementation: dummy}\n");

    public static RunnerConfigException Fails(string lines) => Assert.Throws<RunnerConfigException>(() => Read(lines));
}
