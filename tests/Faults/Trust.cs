using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using WorkerRunner.Sandbox.Tls;

namespace WorkerRunner.Faults.Tests;

/// <summary>
/// An authority that this process trusts, and nobody else does. On Linux it is OpenSSL that says whom to trust, by a variable of the C
/// library, which .NET's own variables are not; it is read once, with the first connection of whichever test comes first.
/// </summary>
internal static class Trust
{
    // By the clock of the runs, which begin on the same day for ever, as well as by the system's.
    private static readonly DateTimeOffset NotBefore = Journey.Start - TimeSpan.FromDays(1);
    private static readonly CertificateAuthority Authority = Establish();

    /// <summary>A certificate of loopback.</summary>
    public static X509Certificate2 Certificate { get; } = Authority.Issue(notBefore: NotBefore);

    /// <summary>Before any test.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "No test of this program may connect before it.")]
    internal static void Begin() => GC.KeepAlive(Certificate);

    private static CertificateAuthority Establish()
    {
        var authority = new CertificateAuthority(notBefore: NotBefore);
        var path = Path.Combine(Directory.CreateTempSubdirectory("faults-trust-").FullName, "authority.pem");
        File.WriteAllText(path, authority.Pem);
        Assert.Equal(0, SetVariable("SSL_CERT_FILE", path, overwrite: 1));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return authority;
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
