using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using WorkerRunner.Values;

namespace WorkerRunner.Network;

/// <summary>Says what is wrong with a server's certificate: whose it is, which names and dates it has, who signed it, and what to do about it.</summary>
internal static class CertificateFault
{
    private const string AlternativeNames = "2.5.29.17";
    private const int LongestNames = 200;

    private const string HowToTrust =
        "On Linux, add the authority's certificate (PEM) to those that the system trusts, or set SSL_CERT_FILE to a file with it; on Windows, import it  "
        + "into Cert:\\LocalMachine\\Root. See docs/network.md.";

    /// <summary>Refuses what the system has found fault with, in our own words.</summary>
    /// <param name="host">The name that was asked for.</param>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="chain">From it to its authority, as far as it could be followed.</param>
    /// <param name="errors">What the system has found.</param>
    /// <param name="now">This machine's time.</param>
    /// <returns>True: it is good.</returns>
    /// <exception cref="NoAnswerException">It is not.</exception>
    public static bool Check(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, DateTimeOffset now)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (certificate is null || chain is null) throw new NoAnswerException($"{host} presented no certificate.", Prospect.Poor);

        using var server = new X509Certificate2(certificate);
        var problems = new List<string>();
        var advice = new List<string>();
        var prospect = Prospect.Open;
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            problems.Add($"it is for {Names(server)}, not for {host}");
            advice.Add("Is the host name in the root URL right?");
            prospect = Prospect.Poor;
        }
        foreach (var element in chain.ChainElements) AddDates(element.Certificate, isServers: element.Certificate.Equals(server), now, problems, advice);
        if (Has(chain, X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot))
        {
            problems.Add(Untrusted(chain));
            advice.Add(HowToTrust);
            prospect = Prospect.Poor;
        }
        // What else there is, revocation say, in the system's own words.
        if (problems.Count == 0)
            foreach (var status in chain.ChainStatus) problems.Add(OneLine.Of(status.StatusInformation, LongestNames).TrimEnd('.'));
        throw new NoAnswerException(
            $"the certificate of {host} ({Subject(server)}) is not accepted: {string.Join("; ", problems)}.",
            prospect,
            advice.Count == 0 ? null : string.Join(" ", advice));
    }

    private static void AddDates(X509Certificate2 certificate, bool isServers, DateTimeOffset now, List<string> problems, List<string> advice)
    {
        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        var problem = now < from ? $"is valid only from {Date(from)} on" : now > until ? $"expired at {Date(until)}" : null;
        if (problem is null) return;
        problems.Add($"{(isServers ? "it" : $"the certificate of {Subject(certificate)}, which issued it,")} {problem}, and this machine's clock says {Date(now.UtcDateTime)}");
        advice.Add("Is the clock right? If so, the certificate has to be renewed.");
    }

    private static string Untrusted(X509Chain chain)
    {
        var last = chain.ChainElements[chain.ChainElements.Count - 1].Certificate;
        if (last.Subject != last.Issuer) return $"its authority \"{Name(last.Issuer)}\" is not known to this machine";
        return chain.ChainElements.Count == 1 ? "it is self-signed, and this machine does not trust it" : $"this machine does not trust its authority \"{Name(last.Subject)}\"";
    }

    private static bool Has(X509Chain chain, X509ChainStatusFlags flags)
    {
        foreach (var status in chain.ChainStatus)
            if ((status.Status & flags) != 0) return true;
        return false;
    }

    private static string Names(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
            if (extension.Oid?.Value == AlternativeNames) return OneLine.Of(extension.Format(multiLine: false), LongestNames);
        return Subject(certificate);
    }

    private static string Subject(X509Certificate2 certificate) => Name(certificate.Subject);

    private static string Name(string distinguishedName) => distinguishedName.Length == 0 ? "no name" : OneLine.Of(distinguishedName, LongestNames);

    private static string Date(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
