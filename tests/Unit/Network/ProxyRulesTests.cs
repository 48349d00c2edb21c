using WorkerRunner.Network;

namespace WorkerRunner.Tests.Network;

/// <summary>The rules of golang.org/x/net/http/httpproxy, row by row.</summary>
public sealed class ProxyRulesTests
{
    private const string Direct = "";

    [Theory]
    // What the variables may hold.
    [InlineData("HTTP_PROXY=127.0.0.1:8080", "http://example.com", "http://127.0.0.1:8080")]
    [InlineData("HTTP_PROXY=cache.corp.example.com:1234", "http://example.com", "http://cache.corp.example.com:1234")]
    [InlineData("HTTP_PROXY=cache.corp.example.com", "http://example.com", "http://cache.corp.example.com")]
    [InlineData("HTTP_PROXY=localhost", "http://example.com", "http://localhost")]
    [InlineData("HTTP_PROXY=localhost:3128", "http://example.com", "http://localhost:3128")]
    [InlineData("HTTP_PROXY=https://cache.corp.example.com", "http://example.com", "https://cache.corp.example.com")]
    [InlineData("HTTP_PROXY=http://[2001:db8::1]:3128", "http://example.com", "http://[2001:db8::1]:3128")]
    [InlineData("HTTP_PROXY=socks5://127.0.0.1", "http://example.com", "socks5://127.0.0.1:1080")]
    [InlineData("HTTP_PROXY=socks5h://proxy:9", "http://example.com", "socks5://proxy:9")]
    [InlineData("HTTP_PROXY=foo://host", "http://example.com", "foo://host")]
    [InlineData("HTTP_PROXY=http://user:passw0rd@proxy:3128/path", "http://example.com", "http://proxy:3128")]
    // Each scheme has its own.
    [InlineData("HTTP_PROXY=http.proxy.tld HTTPS_PROXY=secure.proxy.tld", "http://insecure.tld/", "http://http.proxy.tld")]
    [InlineData("HTTP_PROXY=http.proxy.tld HTTPS_PROXY=secure.proxy.tld", "https://secure.tld/", "http://secure.proxy.tld")]
    [InlineData("HTTP_PROXY=http.proxy.tld HTTPS_PROXY=https://secure.proxy.tld", "https://secure.tld/", "https://secure.proxy.tld")]
    [InlineData("HTTP_PROXY=http.proxy.tld", "https://secure.tld/", Direct)]
    [InlineData("HTTP_PROXY=http.proxy.tld", "ftp://insecure.tld/", Direct)]
    [InlineData("", "http://example.com", Direct)]
    // The names.
    [InlineData("http_proxy=lower", "http://example.com", "http://lower")]
    [InlineData("https_proxy=lower", "https://example.com", "http://lower")]
    [InlineData("HTTP_PROXY=upper http_proxy=lower", "http://example.com", "http://upper")]
    [InlineData("HTTP_PROXY=proxy no_proxy=example.com", "http://example.com", Direct)]
    [InlineData("ALL_PROXY=proxy all_proxy=proxy", "http://example.com", Direct)]
    [InlineData("HTTPS_PROXY=proxy REQUEST_METHOD=PUT", "https://example.com", "http://proxy")]
    // Loopback.
    [InlineData("HTTP_PROXY=proxy", "http://localhost", Direct)]
    [InlineData("HTTP_PROXY=proxy", "http://LOCALHOST:8080", Direct)]
    [InlineData("HTTP_PROXY=proxy", "http://127.0.0.1", Direct)]
    [InlineData("HTTP_PROXY=proxy", "http://127.1.2.3:99", Direct)]
    [InlineData("HTTPS_PROXY=proxy", "https://[::1]", Direct)]
    [InlineData("HTTP_PROXY=proxy", "http://[::2]", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy", "http://localhost.example.com", "http://proxy")]
    // Names.
    [InlineData("HTTP_PROXY=proxy NO_PROXY=example.com", "http://foo.example.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=.example.com", "http://example.com", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=.example.com", "http://foo.example.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=*.example.com", "http://foo.example.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=*.example.com", "http://example.com", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=ample.com", "http://example.com", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=.foo.com", "http://example.com", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=EXAMPLE.com", "http://Example.COM", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=other.com,,\texample.com", "http://example.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=other.com,*", "http://example.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=*", "http://192.168.1.1", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=.\u793a\u4f8b.com", "http://www.\u793a\u4f8b.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=xn--fsq092h.com", "http://www.\u793a\u4f8b.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=\u793a\u4f8b.com", "http://www.xn--fsq092h.com", Direct)]
    // Names with a port.
    [InlineData("HTTP_PROXY=proxy NO_PROXY=foobar.com:80", "http://foobar.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=foobar.com:8080", "http://foobar.com", "http://proxy")]
    [InlineData("HTTPS_PROXY=proxy NO_PROXY=foobar.com:443", "https://www.foobar.com", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=*.foobar.com:8080", "http://a.foobar.com:8080", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=:80", "http://foobar.com", "http://proxy")]
    // Addresses.
    [InlineData("HTTP_PROXY=proxy NO_PROXY=192.168.1.1", "http://192.168.1.1:99", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=192.168.1.2:81", "http://192.168.1.2", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=192.168.1.3:80", "http://192.168.1.3", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=168.1.1", "http://192.168.1.1", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=.1.1", "http://192.168.1.1", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=2001:db8::52:0:1", "http://[2001:db8::52:0:1]:99", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=[2001:db8::52:0:2]:443", "http://[2001:db8::52:0:2]", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=[2001:db8::52:0:3]:80", "http://[2001:db8::52:0:3]", Direct)]
    // Networks.
    [InlineData("HTTP_PROXY=proxy NO_PROXY=10.0.0.0/8", "http://10.255.0.2", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=10.0.0.0/8", "http://11.0.0.1", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=10.0.0.0/33", "http://10.0.0.1", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=192.168.4.0/23", "http://192.168.5.9", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=2002:db8:a::45/64", "http://[2002:db8:a::123]", Direct)]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=2002:db8:a::45/64", "http://[2002:db8:a:1::123]", "http://proxy")]
    [InlineData("HTTP_PROXY=proxy NO_PROXY=10.0.0.0/8", "http://[::ffff:10.0.0.1]", Direct)]
    public void Who_is_asked_through_which_proxy(string variables, string address, string expected)
    {
        var rules = Rules(variables, message => Assert.Fail(message));
        var proxy = rules.For(new Uri(address));
        Assert.Equal(expected, proxy?.ToString() ?? Direct);
        Assert.Equal(expected == Direct, rules.IsBypassed(new Uri(address)));
        Assert.Equal(proxy?.Address, rules.GetProxy(new Uri(address)));
    }

    [Fact]
    public void Where_REQUEST_METHOD_is_set_HTTP_PROXY_may_be_a_strangers()
    {
        var error = Assert.Throws<NoAnswerException>(() => Rules("HTTP_PROXY=http://10.1.2.3:8080 REQUEST_METHOD=PUT").For(new Uri("http://example.com")));
        Assert.Equal(Prospect.None, error.Prospect);
        Assert.Contains("REQUEST_METHOD", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_proxy_gets_its_own_name_and_password()
    {
        var rules = Rules("HTTP_PROXY=http://user:p%40ss:word@one:3128 HTTPS_PROXY=http://two:3128");
        var credential = rules.Credentials!.GetCredential(new Uri("http://one:3128"), "Basic")!;
        Assert.Equal(("user", "p@ss:word"), (credential.UserName, credential.Password));
        Assert.Null(rules.Credentials.GetCredential(new Uri("http://two:3128"), "Basic"));
        Assert.Null(rules.Credentials.GetCredential(new Uri("http://one:3128"), "Negotiate"));
        Assert.Equal(["p@ss:word"], rules.Secrets.Select(s => s.Reveal()));
        Assert.DoesNotContain("p@ss", rules.For(new Uri("http://example.com"))!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_address_is_ignored_with_a_warning_that_does_not_repeat_it()
    {
        var warnings = new List<string>();
        Assert.Null(Rules("HTTP_PROXY=http://user:passw0rd@", warnings.Add).For(new Uri("http://example.com")));
        Assert.StartsWith("HTTP_PROXY is not the address of a proxy and is ignored.", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("passw0rd", warnings[0], StringComparison.Ordinal);
    }

    private static ProxyRules Rules(string variables, Action<string>? warn = null)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in variables.Split(' '))
            if (variable.Split('=') is [var name, var value]) values.Add(name, value);
        return new ProxyRules(name => values.TryGetValue(name, out var value) ? value : null, m => warn?.Invoke(m.Text));
    }
}
