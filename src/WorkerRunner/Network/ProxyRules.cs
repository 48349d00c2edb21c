using System.Net;
using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Network;

/// <summary>
/// Which requests go through a proxy: the rules of Go's programs (golang.org/x/net/http/httpproxy), so that a host's variables mean the same
/// to both runners. <c>HTTP_PROXY</c> and <c>HTTPS_PROXY</c> name a proxy for one scheme each, <c>NO_PROXY</c> who is asked directly; each
/// name may also be written in lower case. Loopback is always asked directly. Nothing else counts, neither <c>ALL_PROXY</c> nor the
/// settings of Windows.
/// </summary>
internal sealed class ProxyRules : IWebProxy
{
    private readonly Proxy? forHttp;
    private readonly Proxy? forHttps;
    private readonly bool isCgi;
    private readonly ProxyExceptions exceptions;

    /// <summary>Takes the rules from environment variables.</summary>
    /// <param name="variable">Reads one; null where it is not set or empty.</param>
    /// <param name="warn">Is told of a variable that is ignored.</param>
    public ProxyRules(Func<string, string?> variable, Action<LogMessage> warn)
    {
        forHttp = Read("HTTP_PROXY");
        forHttps = Read("HTTPS_PROXY");
        isCgi = variable("REQUEST_METHOD") is not null;
        exceptions = new ProxyExceptions(Either("NO_PROXY") ?? "");
        Credentials = new ProxyCredentials([forHttp, forHttps]);

        string? Either(string name) => variable(name) ?? variable(name.ToLowerInvariant());

        Proxy? Read(string name)
        {
            if (Either(name) is not { } text) return null;
            var proxy = Proxy.TryParse(text);
            if (proxy is null) warn(Messages.NoProxyAddress(name));
            return proxy;
        }
    }

    /// <summary>The names and passwords of the proxies that want them.</summary>
    public ICredentials? Credentials { get; set; }

    /// <summary>The passwords, which no log may show.</summary>
    public IEnumerable<Secret> Secrets => new[] { forHttp?.Password, forHttps?.Password }.OfType<Secret>();

    /// <summary>The proxy of requests to an address; null where they go there directly.</summary>
    /// <exception cref="NoAnswerException">They must not go anywhere.</exception>
    public Proxy? For(Uri address)
    {
        var proxy = address.Scheme switch { "https" => forHttps, "http" => forHttp, _ => null };
        if (proxy is null) return null;
        // In a CGI program whoever sends a request sets HTTP_PROXY, by a header "Proxy".
        if (isCgi && address.Scheme == "http")
            throw new NoAnswerException("HTTP_PROXY cannot be trusted when REQUEST_METHOD is set, as in CGI programs.", Prospect.None, "Unset one of the two variables.");
        return exceptions.Include(address) ? null : proxy;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => For(destination)?.Address;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => For(host) is null;

    /// <summary>Each proxy gets its own, and by the Basic scheme alone, as from Go's programs.</summary>
    private sealed class ProxyCredentials(Proxy?[] proxies) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            if (!authType.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return null;
            foreach (var proxy in proxies)
                if (proxy?.Password is { } password && proxy.Address.Authority == uri.Authority) return new NetworkCredential(proxy.User, password.Reveal());
            return null;
        }
    }
}
