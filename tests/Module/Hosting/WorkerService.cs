using System.Diagnostics;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A Windows service of a name of its own that runs the scripted worker; it is deleted at the end.</summary>
internal sealed class WorkerService : IAsyncDisposable
{
    private WorkerService(string name, string pipe) => (Name, Pipe) = (name, pipe);

    public string Name { get; }

    public string Pipe { get; }

    /// <summary>Registers a service.</summary>
    /// <param name="configPath">What the worker reads.</param>
    /// <param name="service">What the service itself is to do; see the scripted worker's ServiceProgram.</param>
    /// <param name="worker">How the worker opens its pipes; see its ProtocolPipes.</param>
    /// <param name="start">When the system starts it.</param>
    /// <param name="pipe">The end of the pipe's name that the worker is told, if it is another one.</param>
    public static async Task<WorkerService> CreateAsync(
        string configPath, string service = "", string worker = "", string start = "demand", string pipe = "")
    {
        var id = Guid.NewGuid().ToString("N");
        var made = new WorkerService($"WorkerRunner test {id}", $@"\\.\pipe\worker-runner-test-{id}");
        var program = $"\"{Repository.Executable("scripted-worker")}\" service \"{made.Name}\" {service} "
            + $"run --config \"{configPath}\" --with-worker-runner --worker-runner-protocol-pipe {made.Pipe}{pipe} {worker}";
        Assert.Equal(0, await ControlAsync("create", made.Name, "binPath=", program, "start=", start));
        return made;
    }

    /// <summary>Starts it behind the runner's back.</summary>
    public async Task StartAsync() => Assert.Equal(0, await ControlAsync("start", Name));

    /// <summary>What sc.exe says about it.</summary>
    public async Task<string> QueryAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("sc.exe", ["query", Name]) { RedirectStandardOutput = true })!;
        var answer = await process.StandardOutput.ReadToEndAsync().Soon();
        await process.WaitForExitAsync(Limits.Token).Soon();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await ControlAsync("stop", Name);
        await ControlAsync("delete", Name);
    }

    private static async Task<int> ControlAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("sc.exe", arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync().Soon();
        await process.WaitForExitAsync(Limits.Token).Soon();
        return process.ExitCode;
    }
}
