using System.Runtime.InteropServices;

namespace WorkerRunner.Network;

/// <summary>OpenSSL, which .NET does TLS with on Linux; where there is none it would end the process when it is first needed.</summary>
internal static class TlsLibrary
{
    // Those that .NET's own shim looks for, in its order.
    private static readonly string[] Versions = ["3", "1.1", "1.0.2", "1.0.0", "10"];

    private static readonly Lazy<bool> IsThere = new(Find);

    /// <summary>Looks for it.</summary>
    /// <exception cref="NoAnswerException">There is none.</exception>
    public static void Require()
    {
        if (IsThere.Value) return;
        throw new NoAnswerException(
            "https needs OpenSSL (libssl.so.3), which this machine does not have.",
            Prospect.None,
            "Install it: the package is libssl3 on Debian and Ubuntu (libssl3t64 from 2024 on), openssl-libs on Red Hat and Fedora, libopenssl3 on SUSE.");
    }

    private static bool Find()
    {
        if (!OperatingSystem.IsLinux()) return true;
        if (Environment.GetEnvironmentVariable("DOTNET_OPENSSL_VERSION_OVERRIDE") is { Length: > 0 } version && CanLoad(version)) return true;
        foreach (var known in Versions)
            if (CanLoad(known)) return true;
        return false;
    }

    private static bool CanLoad(string version) => NativeLibrary.TryLoad($"libssl.so.{version}", out _);
}
