using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace WorkerRunner.ScriptedWorker;

/// <summary>
/// A Windows service that runs a worker, as NSSM does: <c>scripted-worker service NAME [--crash-with CODE] [--ignore-stop] run …</c>. The
/// worker is a process below it, and the worker's exit code becomes the service's own.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class ServiceProgram
{
    /// <summary>The first argument.</summary>
    public const string Command = "service";

    private const int OwnProcess = 0x10;
    private const int Stopped = 1;
    private const int Running = 4;
    private const int AcceptStop = 1;
    private const int ControlStop = 1;
    private const int OwnExitCode = 1066;
    private const int CallNotImplemented = 120;

    private readonly string name;
    private readonly string[] workerArguments;
    private readonly int? crashWith;
    private readonly bool ignoreStop;
    private readonly TaskCompletionSource<Process> started = new();

    // The system keeps pointers to them.
    private readonly ServiceMain main;
    private readonly ControlHandler control;
    private nint status;
    private volatile bool stopped;

    private ServiceProgram(string name, string[] args)
    {
        this.name = name;
        var run = Array.IndexOf(args, "run");
        workerArguments = args[run..];
        var crash = Array.IndexOf(args, "--crash-with", 0, run);
        crashWith = crash < 0 ? null : int.Parse(args[crash + 1]);
        ignoreStop = Array.IndexOf(args, "--ignore-stop", 0, run) >= 0;
        main = (_, _) => RunWorker();
        control = (code, _, _, _) => OnControl(code);
    }

    private delegate void ServiceMain(int count, nint arguments);

    private delegate int ControlHandler(int code, int type, nint data, nint context);

    /// <summary>Runs until the service has stopped.</summary>
    public static int Run(string name, string[] args)
    {
        var program = new ServiceProgram(name, args);
        ServiceEntry[] table = [new() { Name = name, Main = program.main }, default];
        return StartServiceCtrlDispatcherW(table) ? ExitCode.Done : ExitCode.BadConfiguration;
    }

    private void RunWorker()
    {
        status = RegisterServiceCtrlHandlerExW(name, control, 0);
        Report(Running, 0);
        using var worker = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, workerArguments))!;
        started.SetResult(worker);
        worker.WaitForExit();
        if (worker.ExitCode == crashWith)
            Process.GetCurrentProcess().Kill();
        Report(Stopped, stopped ? ExitCode.Interrupted : worker.ExitCode);
    }

    private int OnControl(int code)
    {
        if (code != ControlStop)
            return CallNotImplemented;
        if (ignoreStop)
            return 0;
        stopped = true;
        started.Task.Result.Kill();
        return 0;
    }

    private void Report(int state, int exitCode)
    {
        int[] numbers = [OwnProcess, state, AcceptStop, exitCode == 0 ? 0 : OwnExitCode, exitCode, 0, 0];
        _ = SetServiceStatus(status, numbers);
    }

    [DllImport("advapi32.dll", ExactSpelling = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool StartServiceCtrlDispatcherW([In] ServiceEntry[] table);

    [DllImport("advapi32.dll", ExactSpelling = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint RegisterServiceCtrlHandlerExW(string service, ControlHandler handler, nint context);

    [DllImport("advapi32.dll", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetServiceStatus(nint service, int[] status);

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct ServiceEntry
    {
        public string? Name;
        public ServiceMain? Main;
    }
}
