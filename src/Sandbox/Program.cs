using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using WorkerRunner.Sandbox.CommandLine;
using WorkerRunner.Sandbox.CommandLine.Clouds;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Tls;

namespace WorkerRunner.Sandbox;

/// <summary>The executable.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            if (args is ["play", .. var rest])
                return await PlayCommand.RunAsync(PlayArguments.Parse(rest), Console.Out);
            var arguments = Arguments.Parse(args);
            if (arguments.WantsHelp)
                Console.Out.WriteLine(Arguments.Help);
            else
                await RunAsync(arguments);
            return 0;
        }
        catch (UsageException e)
        {
            return Fail(BadUsage, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(Failed, e.Message);
        }
    }

    private static async Task RunAsync(Arguments arguments)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var sandbox = await StartAsync(arguments);
        await stopped.Task;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
    }

    private static async Task<SandboxServer> StartAsync(Arguments arguments)
    {
        using var authority = arguments.AuthorityOut is null ? null : new CertificateAuthority();
        var options = new SandboxOptions
        {
            Port = arguments.Port,
            CredentialLifetime = arguments.CredentialLifetime,
            PagePort = arguments.PagePort,
            Certificate = authority?.Issue(),
        };
        var sandbox = await SandboxServer.StartAsync(options);
        try
        {
            sandbox.ClockSkew = arguments.Skew;
            arguments.Faults.ForEach(sandbox.Faults.Add);
            sandbox.RequestRecorded += (_, request) => Console.Out.WriteLine(Describe(request));
            if (authority is not null)
                await File.WriteAllTextAsync(arguments.AuthorityOut!, authority.Pem);
            await ShowAsync(sandbox, arguments);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    private static async Task ShowAsync(SandboxServer sandbox, Arguments arguments)
    {
        var stage = new Stage(sandbox, arguments.Worker, arguments.Cloud, arguments.WantsTasks);
        stage.Set();
        await CreateTasksAsync(sandbox, arguments);
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"Taskcluster root URL: {sandbox.RootUrl}");
        if (sandbox.PageUrl is { } page)
            text.AppendLine(CultureInfo.InvariantCulture, $"Page: {page}");
        foreach (var (worker, config) in stage.Configs)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"# Runner configuration of {worker}").AppendLine(config);
        if (arguments.ConfigOut is { } path)
        {
            PrivateFile.Write(path, stage.Configs[0].Config + "\n");
            var (heading, _) = stage.Configs[0];
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The configuration of {heading} is in {Path.GetFullPath(path)}");
        }
        if (arguments.AuthorityOut is { } authority)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The certificate of HTTPS's authority is in {Path.GetFullPath(authority)}");
        var console = stage.Cloud is { } cloud ? new CommandConsole(cloud.Commands) : null;
        if (console is not null)
            text.AppendLine().AppendLine("Commands for the cloud:").AppendLine(console.Help);
        Console.Out.WriteLine(text.AppendLine().Append("Requests (Ctrl-C ends):"));
        if (console is not null)
            ReadCommands(console);
    }

    private static async Task CreateTasksAsync(SandboxServer sandbox, Arguments arguments)
    {
        sandbox.TaskChanged += (_, task) => Console.Out.WriteLine(TaskReport.Describe(sandbox, task));
        foreach (var command in arguments.Tasks)
            sandbox.CreateTask(Stage.Pool, command);
        foreach (var path in arguments.TaskFiles)
        {
            try
            {
                sandbox.CreateTask(TaskFile.ForPool(await File.ReadAllTextAsync(path), Stage.Pool));
            }
            catch (ArgumentException e)
            {
                throw new InvalidDataException($"{path}: {e.Message}", e);
            }
        }
    }

    /// <summary>Reads them as long as there are any: the end of standard input is not the end of the sandbox.</summary>
    private static void ReadCommands(CommandConsole console) =>
        // On a thread of the pool, because reading the console blocks, and nothing may wait for it at the end.
        _ = Task.Run(() => console.RunAsync(Console.In, Console.Out));

    private static string Describe(RecordedRequest request)
    {
        var status = request.Status?.ToString(CultureInfo.InvariantCulture) ?? "---";
        var time = request.Time.ToLocalTime();
        return $"{time:HH:mm:ss.fff} {request.Service} {request.Method,-6} {request.Target} {status} {request.ClientId ?? "-"}";
    }

    private static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine($"sandbox: {message}");
        return exitCode;
    }
}
