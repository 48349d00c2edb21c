using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WorkerRunner.Sandbox.Tls;

/// <summary>
/// An authority that nobody trusts who was not told to: what a private deployment has. Its key lives in memory only.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    // A clock that is somewhat off is no reason to refuse the certificate.
    private static readonly TimeSpan Backdating = TimeSpan.FromDays(1);
    private readonly X509Certificate2 certificate;

    /// <summary>Makes an authority, good for 30 days.</summary>
    /// <param name="name">The common name of its certificate.</param>
    /// <param name="notBefore">The beginning of its validity; two days ago by default.</param>
    public CertificateAuthority(string name = "WorkerRunner sandbox authority", DateTimeOffset? notBefore = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = DateTimeOffset.UtcNow;
        // Twice, so that every certificate of the default lifetime lies within its authority's.
        certificate = request.CreateSelfSigned(notBefore ?? now - (2 * Backdating), now + (2 * Lifetime));
    }

    /// <summary>Its certificate in PEM, to be trusted by those who shall; it holds no private key.</summary>
    public string Pem => certificate.ExportCertificatePem() + "\n";

    /// <summary>Issues a server's certificate with its private key; by the system's clock, from a day ago on for 30 days.</summary>
    /// <param name="hosts">The host names and IP addresses that it is for; by default those of loopback.</param>
    /// <param name="notBefore">The beginning of its validity, within the authority's own.</param>
    /// <param name="notAfter">The end of its validity, within the authority's own.</param>
    public X509Certificate2 Issue(IReadOnlyList<string>? hosts = null, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        hosts ??= ["localhost", "127.0.0.1", "::1"];
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(AlternativeNames(hosts));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));
        var now = DateTimeOffset.UtcNow;
        using var issued = request.Create(
            certificate, notBefore ?? now - Backdating, notAfter ?? now + Lifetime, RandomNumberGenerator.GetBytes(16));
        using var whole = issued.CopyWithPrivateKey(key);
        // Windows serves no certificate whose key was never in a store or file.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Forgets its key.</summary>
    public void Dispose() => certificate.Dispose();

    private static X509Extension AlternativeNames(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }
        return names.Build();
    }
}
