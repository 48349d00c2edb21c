using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>A folder of sockets: a real one, its user's, and closed to everybody else.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="User">Whose it has to be.</param>
internal sealed record EndpointFolder(string Path, uint User)
{
    private const uint OwnerOnly = 0x1c0; // 0700
    private const int OthersBits = 0x3f; // 0077
    private const uint Root = 0;

    /// <summary>The folder of a user: root's among the system's, another's among his session's, or, where he has none, beside others' in /tmp.</summary>
    public static EndpointFolder Of(uint user, Func<string, string?> variable)
    {
        if (user == Root) return new(OperatingSystem.IsMacOS() ? "/var/run/worker-runner" : "/run/worker-runner", user);
        return variable("XDG_RUNTIME_DIR") is ['/', ..] session
            ? new($"{session}/worker-runner", user)
            : new(string.Format(CultureInfo.InvariantCulture, "/tmp/worker-runner-{0}", user), user);
    }

    /// <summary>The folders of all others, which only root may enter.</summary>
    public static IEnumerable<EndpointFolder> OfOthers() =>
        Numbered("/run/user", "", "worker-runner").Concat(Numbered("/tmp", "worker-runner-", ""));

    /// <summary>Makes it where it is not there.</summary>
    /// <exception cref="IOException">The system refused, or what is there is not safe.</exception>
    public void Create()
    {
        if (LibC.MakeFolder(Path, OwnerOnly) != 0 && Marshal.GetLastWin32Error() is var error && error != LibC.Exists)
            throw new IOException($"The folder {Path} cannot be created: {LibC.Reason(error)}.");
        if (!Exists()) throw new IOException($"The folder {Path} has just vanished.");
    }

    /// <summary>Whether it is there, and safe.</summary>
    /// <exception cref="IOException">What is there is not safe.</exception>
    public bool Exists()
    {
        if (UnixFileCalls.Here.Look(Path, out var status) != 0)
        {
            var error = Marshal.GetLastWin32Error();
            return LibC.IsMissing(error) ? false : throw new IOException($"The folder {Path} cannot be examined: {LibC.Reason(error)}.");
        }
        if (status.Kind != FileKind.Folder) throw new IOException($"{Path} is not a folder.");
        if (status.Owner != User) throw new IOException($"The folder {Path} belongs to user {status.Owner} instead of {User}; remove it.");
        if ((status.Permissions & OthersBits) != 0)
            throw new IOException($"The folder {Path} is open to others ({Convert.ToString(status.Permissions, 8)}); run chmod 0700 on it.");
        return true;
    }

    private static IEnumerable<EndpointFolder> Numbered(string parent, string prefix, string child)
    {
        if (!Directory.Exists(parent)) yield break;
        foreach (var path in Directory.EnumerateDirectories(parent, prefix + "*"))
            if (uint.TryParse(System.IO.Path.GetFileName(path).Substring(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var user))
                yield return new(child.Length == 0 ? path : $"{path}/{child}", user);
    }
}
