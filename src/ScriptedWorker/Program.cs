using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerRunner.ScriptedWorker;

/// <summary>The process.</summary>
internal static class Program
{
    /// <summary>The first argument of the copies that <c>spawnChild</c> starts.</summary>
    public const string SleepCommand = "sleep-as-child";

    private static async Task<int> Main(string[] args)
    {
        if (args is [SleepCommand, var milliseconds])
            return Sleep(milliseconds);
        if (OperatingSystem.IsWindows() && args is [ServiceProgram.Command, var name, .. var rest])
            return ServiceProgram.Run(name, rest);
        var signals = new Signals();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signals.Handle);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signals.Handle);
        // Windows' Ctrl-Break, which is how a runner interrupts a worker there.
        using var ctrlBreak = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signals.Handle);
        try
        {
            return await RunAsync(args, signals);
        }
        catch (WorkerException e)
        {
            return Fail(e.ExitCode, e.Message);
        }
        catch (IOException e)
        {
            return Fail(ExitCode.OutputClosed, e.Message);
        }
    }

    private static Task<int> RunAsync(string[] args, Signals signals)
    {
        var (config, script) = Script.Load(WorkerArguments.FindConfig(args));
        var inbox = new Inbox();
        var outbox = Connect(args, inbox);
        var steps = new StepCatalogue(args, config, inbox, outbox, signals);
        return steps.RunAsync(script);
    }

    /// <summary>Standard input and output, or the named pipes of a Windows service.</summary>
    private static Outbox Connect(string[] args, Inbox inbox)
    {
        if (ProtocolPipes.Find(args) is { } pipes)
            return pipes.Connect(inbox);
        inbox.StartReading(Console.OpenStandardInput());
        return new Outbox(StandardOutput.Open(), StandardOutput.Close);
    }

    private static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine($"scripted-worker: {message}");
        return exitCode;
    }

    private static int Sleep(string milliseconds)
    {
        Thread.Sleep(int.Parse(milliseconds, CultureInfo.InvariantCulture));
        return ExitCode.Done;
    }
}
