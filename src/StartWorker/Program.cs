using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.StartWorker;

/// <summary>start-worker: brings a worker to life where there is no PowerShell.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int KeptMessages = 100;

    private static async Task<int> Main(string[] args)
    {
        var commandLine = CommandLine.Parse(args);
        if (commandLine is null)
        {
            Write(StandardStream.Error(), CommandLine.Usage);
            return Failure;
        }

        if (commandLine.Request == Request.Run) return await RunAsync(commandLine);
        if (commandLine.Request is Request.Status or Request.Stop or Request.Log) return await Steering.RunAsync(commandLine);
        Write(StandardStream.Output(), commandLine.Request switch
        {
            Request.Version => $"start-worker {ProductVersion.Text}\n",
            Request.ShortVersion => $"{ProductVersion.Text}\n",
            _ => CommandLine.Usage,
        });
        return Success;
    }

    private static void Write(Stream stream, string text)
    {
        using (stream) stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private static async Task<int> RunAsync(CommandLine commandLine)
    {
        var signals = new StopSignals();
        using var stderr = StandardStream.Error();
        var log = new RunLog(TimeProvider.System, new StandardError(() => stderr, stderr is UnixStandardStream unix ? () => unix.IsReady : null));
        using var environment = new RunEnvironment(log, machine: Host.Create())
        {
            WorkerErrors = stderr,
            KeptMessages = KeptMessages,
            KeepsLogMessages = false,
        };
        if (environment.Machine.ProtectFromOutOfMemory(Environment.ProcessId) is { } refusal)
            log.Write(Messages.NotProtectedFromOutOfMemory("start-worker", refusal));
        try
        {
            var runner = new Runner(environment);
            var options = new RunOptions { KeepInstance = commandLine.KeepInstance, ShutdownOnFailure = commandLine.ShutdownOnFailure };
            await runner.RunAsync(() => runner.ReadConfig(commandLine.ConfigPath), options, signals.Stop, signals.Hurry);
            return Success;
        }
        catch (WorkerRunnerException e)
        {
            log.Write(Messages.RunFailed(e));
            return Failure;
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            log.Write(Messages.StoppedBeforeStart());
            return Failure;
        }
        catch (Exception e)
        {
            log.Write(Messages.ProgramBug(e));
            return Failure;
        }
    }
}
