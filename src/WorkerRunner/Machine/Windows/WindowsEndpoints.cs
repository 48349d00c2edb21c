using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Security.Principal;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Named pipes for their user, SYSTEM and Administrators, and for nobody who comes over the network. They vanish with their processes. Nobody else
/// is believed who listens at such a name: anybody may take one that is free.
/// </summary>
/// <param name="prefix">What their names begin with.</param>
internal sealed class WindowsEndpoints(string prefix = "worker-runner-") : ILocalEndpoints
{
    private const string Pipes = @"\\.\pipe\";
    private const uint MostInstances = 16;
    private const int MostOfProcess = 8;
    private const uint ShortestWait = 1;
    private const int NotThere = 2;
    private static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(5);

    public ILocalListener Listen()
    {
        var list = $"D:P(D;;GA;;;NU)(A;;GA;;;{SecurityDescriptor.CurrentUser})(A;;GA;;;SY)(A;;GA;;;BA)";
        foreach (var name in NamesOf(GetCurrentProcessId()))
        {
            var pipe = Pipes + prefix + name;
            if (Exists(pipe)) continue;
            NamedPipeServerStream Create(bool isFirst) => PipeInstance.Create(pipe, PipeDirection.InOut, list, MostInstances, isFirst);
            return new WindowsListener(name, Create(isFirst: true), () => Create(isFirst: false));
        }
        throw new IOException($"{MostOfProcess} runners are in this process already.");
    }

    public IReadOnlyList<string> List() =>
        ProcessFamily.All().OrderBy(p => p).SelectMany(NamesOf).Where(name => Exists(Pipes + prefix + name)).ToList();

    public ILocalConnection Connect(string name)
    {
        if (!IsName(name) || !Exists(Pipes + prefix + name)) throw new FileNotFoundException($"No runner has the ID {name}.");
        var pipe = new NamedPipeClientStream(".", prefix + name, PipeDirection.InOut, PipeOptions.Asynchronous, TokenImpersonationLevel.Identification);
        try
        {
            pipe.Connect((int)BusyLimit.TotalMilliseconds);
            var process = ProcessOf(name);
            if (!GetNamedPipeServerProcessId(pipe.SafePipeHandle, out var server) || server != process || !ProcessAccount.Of(process).IsTrusted)
                throw new IOException($"Somebody else than the runner {name} listens at the pipe {prefix}{name}.");
            return new WindowsConnection(pipe, process);
        }
        catch (Exception e)
        {
            pipe.Dispose();
            if (e is TimeoutException) throw new IOException($"The runner {name} is busy; try again.", e);
            if (e is UnauthorizedAccessException) throw new IOException($"The runner {name} may not be opened by this user: {e.Message}", e);
            throw;
        }
    }

    private static bool Exists(string pipe) => WaitNamedPipe(pipe, ShortestWait) || Marshal.GetLastWin32Error() != NotThere;

    private static IEnumerable<string> NamesOf(int process)
    {
        for (var number = 1; number <= MostOfProcess; number++)
            yield return string.Format(CultureInfo.InvariantCulture, number == 1 ? "{0}" : "{0}.{1}", process, number);
    }

    private static int ProcessOf(string name) => int.Parse(name.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsName(string name) => int.TryParse(name.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out _) && name.All(c => c is (>= '0' and <= '9') or '.');
}
