using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// Sockets in a folder of their user's. One is found under its name only when it listens, so that one that nobody listens at was left
/// behind by a dead process.
/// </summary>
/// <param name="folder">Ours.</param>
/// <param name="others">Those of others that we may enter.</param>
internal sealed class UnixEndpoints(EndpointFolder folder, Func<IEnumerable<EndpointFolder>> others) : ILocalEndpoints
{
    /// <summary>Names another folder, whose runners are then the only ones: those who listen and those who look have to agree.</summary>
    public const string FolderVariable = "WORKER_RUNNER_SOCKETS";

    private const uint Root = 0;
    private const string Ending = ".sock";
    private const string UnfinishedEnding = ".new";
    private const int Waiting = 8;
    private const int MostOfProcess = 99;

    /// <summary>Those of the user whom we are.</summary>
    public static UnixEndpoints Here(Func<string, string?> variable) => variable(FolderVariable) is ['/', ..] own
        ? new(new EndpointFolder(own, LibC.CurrentUser), () => [])
        : new(EndpointFolder.Of(LibC.CurrentUser, variable), () => LibC.CurrentUser == Root ? EndpointFolder.OfOthers() : []);

    public ILocalListener Listen()
    {
        folder.Create();
        var process = LibC.CurrentProcess();
        var unfinished = PathOf(folder, string.Format(CultureInfo.InvariantCulture, "{0}-{1:x}", process, Stopwatch.GetTimestamp()), UnfinishedEnding);
        var socket = new PipeEnd(LibC.LocalSocket());
        try
        {
            var address = LibC.SocketAddress(unfinished);
            if (LibC.Bind(socket, address, (uint)address.Length) != 0 || LibC.Listen(socket, Waiting) != 0)
                throw new IOException($"{unfinished} cannot be listened at: {LibC.Reason(Marshal.GetLastWin32Error())}.");
            return new UnixListener(socket, Publish(unfinished, process), folder.User);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            LibC.Unlink(unfinished);
        }
    }

    public IReadOnlyList<string> List()
    {
        var names = new List<string>();
        foreach (var place in Places())
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(place.Path))
            {
                var name = Path.GetFileNameWithoutExtension(path);
                var isFinished = path.EndsWith(Ending, StringComparison.Ordinal);
                if (!isFinished && !path.EndsWith(UnfinishedEnding, StringComparison.Ordinal)) continue;
                if (IsOfDead(path, name)) LibC.Unlink(path);
                else if (isFinished) names.Add(name);
            }
        }
        names.Sort(CompareNames);
        return names;
    }

    public ILocalConnection Connect(string name)
    {
        if (!IsName(name)) throw new FileNotFoundException($"\"{name}\" is not the ID of a runner.");
        foreach (var place in Places())
        {
            var path = PathOf(place, name, Ending);
            if (UnixFileCalls.Here.Look(path, out _) != 0) continue;
            var connection = Open(path);
            if (connection?.User == place.User) return connection!;
            connection?.Dispose();
            throw connection is null ? new FileNotFoundException($"Nobody listens at {path}.") : new IOException($"Somebody else than user {place.User} listens at {path}.");
        }
        throw new FileNotFoundException($"No runner has the ID {name}.");
    }

    /// <summary>Gives the socket its name, in one step; a process may have several.</summary>
    private string Publish(string unfinished, int process)
    {
        for (var number = 1; number <= MostOfProcess; number++)
        {
            var path = PathOf(folder, string.Format(CultureInfo.InvariantCulture, number == 1 ? "{0}" : "{0}.{1}", process, number), Ending);
            if (LibC.Link(unfinished, path) == 0) return path;
            var error = Marshal.GetLastWin32Error();
            if (error != LibC.Exists) throw new IOException($"{path} cannot be created: {LibC.Reason(error)}.");
            using var other = Open(path);
            if (other is not null) continue;
            // That of a dead process, whose number we have now.
            LibC.Unlink(path);
            if (LibC.Link(unfinished, path) == 0) return path;
        }
        throw new IOException($"{MostOfProcess} runners are in process {process} already.");
    }

    private IEnumerable<EndpointFolder> Places()
    {
        if (folder.Exists()) yield return folder;
        foreach (var other in others())
            if (other.Path != folder.Path && IsSafe(other)) yield return other;
    }

    private static bool IsSafe(EndpointFolder other)
    {
        try
        {
            return other.Exists();
        }
        catch (IOException)
        {
            // Anybody may make folders in /tmp.
            return false;
        }
    }

    /// <returns>Null where nobody listens.</returns>
    private static UnixConnection? Open(string path)
    {
        var address = LibC.SocketAddress(path);
        var socket = new PipeEnd(LibC.LocalSocket());
        if (LibC.Connect(socket, address, (uint)address.Length) == 0) return new UnixConnection(socket);
        var error = Marshal.GetLastWin32Error();
        socket.Dispose();
        if (error == LibC.Refused || LibC.IsMissing(error)) return null;
        throw new IOException(error == LibC.WouldBlock ? $"{path} is busy; try again." : $"{path} cannot be opened: {LibC.Reason(error)}.");
    }

    /// <summary>Another process may have the number of a dead one; what that left behind stays then, and nobody listens at it.</summary>
    private static bool IsOfDead(string path, string name)
    {
        var digits = name.Split('.', '-')[0];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var process)) return false;
        if (LibC.SendSignal(process, 0)) return false;
        try
        {
            using var connection = Open(path);
            return connection is null;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsName(string name) => name.Length > 0 && name.All(c => c is (>= '0' and <= '9') or '.');

    private static int CompareNames(string a, string b)
    {
        var order = a.Split('.')[0].Length.CompareTo(b.Split('.')[0].Length);
        return order != 0 ? order : string.CompareOrdinal(a, b);
    }

    private static string PathOf(EndpointFolder folder, string name, string ending) => Path.Combine(folder.Path, name + ending);
}
