using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using WorkerRunner.Sandbox.CommandLine;
using WorkerRunner.Sandbox.Recording;

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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
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
        var options = new SandboxOptions { Port = arguments.Port, CredentialLifetime = arguments.CredentialLifetime };
        var sandbox = await SandboxServer.StartAsync(options);
        try
        {
            sandbox.ClockSkew = arguments.Skew;
            arguments.Faults.ForEach(sandbox.Faults.Add);
            sandbox.RequestRecorded += (_, request) => Console.Out.WriteLine(Describe(request));
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
        var stage = new Stage(sandbox, arguments.Worker);
        stage.Set();
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"Taskcluster root URL: {sandbox.RootUrl}")
            .AppendLine().AppendLine("# Runner configuration of a static worker").AppendLine(stage.StaticConfig)
            .AppendLine().AppendLine("# Runner configuration of a standalone worker").AppendLine(stage.StandaloneConfig);
        if (arguments.ConfigOut is { } path)
        {
            await WritePrivateAsync(path, stage.StaticConfig + "\n");
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"The static worker's configuration is in {Path.GetFullPath(path)}");
        }
        Console.Out.WriteLine(text.AppendLine().Append("Requests (Ctrl-C ends):"));
    }

    /// <summary>Runners insist that a configuration with secrets in it is their owner's alone.</summary>
    private static async Task WritePrivateAsync(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var writer = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
        await writer.WriteAsync(text);
    }

    private static string Describe(RecordedRequest request)
    {
        var status = request.Status?.ToString(CultureInfo.InvariantCulture) ?? "---";
        return $"{request.Time.ToLocalTime():HH:mm:ss.fff} {request.Method,-6} {request.Target} {status} {request.ClientId ?? "-"}";
    }

    private static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine($"sandbox: {message}");
        return exitCode;
    }
}
