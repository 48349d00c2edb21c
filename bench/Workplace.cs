namespace WorkerRunner.Bench;

/// <summary>A temporary folder with workers and configurations for them.</summary>
internal sealed class Workplace : IDisposable
{
    private const string Provider = """
        provider:
          providerType: standalone
          rootURL: https://tc.example.com
          clientID: bench
          accessToken: jbSyKhAAQfmVRpUCMIBnVwEcmAyDpWNHgkNWm-d4TKUQ
          workerPoolID: bench/bench
          workerGroup: bench
          workerID: bench

        """;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("worker-runner-bench-");
    private int count;

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public string DummyConfig() => Config("worker: {implementation: dummy}\n");

    /// <summary>A worker that takes part in the protocol, and its configuration.</summary>
    /// <param name="words">What it says.</param>
    /// <param name="times">How often.</param>
    /// <param name="secrets">How many secrets have to be masked beside the access token.</param>
    /// <param name="log">A file that the log goes to besides; null for none.</param>
    /// <param name="hasMetrics">Whether metrics are written, for which all that it says is searched for its events.</param>
    public Worker Worker(WorkerWords words, int times, int secrets = 0, string? log = null, bool hasMetrics = false)
    {
        var file = NewPath("words");
        words.Write(file, times);
        var script = NewPath("worker");
        File.WriteAllText(script, $$"""
            #!/bin/sh
            echo '~{"type":"hello","capabilities":["log"]}'
            exec cat '{{file}}'

            """);
        File.SetUnixFileMode(script, Private | UnixFileMode.UserExecute);
        return new Worker(script, Config($"worker: {{implementation: generic-worker, path: '{script}', configPath: '{NewPath("config")}'}}\n{LoggingTo(log)}{(hasMetrics ? $"metrics: {{file: '{NewPath("metrics")}.prom'}}\n" : "")}", secrets));
    }

    /// <summary>A runner configuration for a cloud instance, whose worker is a line of shell.</summary>
    public string CloudConfig(string providerType, string metadataUrl, string worker) =>
        ShellConfig($"{{providerType: {providerType}, metadataURL: '{metadataUrl}'}}", worker);

    /// <summary>The same for a worker of a static provider.</summary>
    public string StaticConfig(string rootUrl, string staticSecret, string worker, string workerId = "bench") => ShellConfig(
        $"{{providerType: static, rootURL: '{rootUrl}', providerID: static, workerPoolID: bench/bench, workerGroup: bench, workerID: {workerId}, staticSecret: '{staticSecret}'}}", worker);

    public void Dispose() => folder.Delete(recursive: true);

    private static string LoggingTo(string? file) => file is null ? "" : $"logging: {{implementation: file, path: '{file}'}}\n";

    private string ShellConfig(string provider, string worker)
    {
        var script = NewPath("worker");
        File.WriteAllText(script, $"#!/bin/sh\n{worker}\n");
        File.SetUnixFileMode(script, Private | UnixFileMode.UserExecute);
        var path = NewPath("runner");
        File.WriteAllText(path, $$"""
            provider: {{provider}}
            worker: {implementation: generic-worker, path: '{{script}}', configPath: '{{NewPath("config")}}'}

            """);
        File.SetUnixFileMode(path, Private);
        return path;
    }

    private string Config(string worker, int secrets = 0)
    {
        var path = NewPath("runner");
        File.WriteAllText(path, Provider + Certificate(secrets) + "getSecrets: false\n" + worker);
        File.SetUnixFileMode(path, Private);
        return path;
    }

    /// <summary>
    /// Each line of a secret is masked by itself, as it is, in JSON and in a URL, which differ where it has a quote and a slash: so one
    /// certificate stands for many secrets.
    /// </summary>
    private static string Certificate(int lines)
    {
        if (lines == 0) return "";
        var random = new Random(lines);
        var text = Enumerable.Range(0, lines).Select(_ => $"    \"{random.NextInt64():x}/{random.NextInt64():x}\": 0,\n");
        return $"  certificate: |\n    {{\n{string.Concat(text)}    \"version\": 1}}\n";
    }

    private string NewPath(string name) => PathOf($"{name}-{count++}");
}
