using WorkerRunner.Values;

namespace WorkerRunner.Network;

/// <summary>A proxy.</summary>
/// <param name="Address">Where it is, without user and password.</param>
/// <param name="User">Whom it is told to serve.</param>
/// <param name="Password">With which password; null where it wants neither.</param>
internal sealed record Proxy(Uri Address, string User, Secret? Password)
{
    /// <summary>Reads an address such as <c>http://user:password@proxy:3128</c>; without a scheme it is an http proxy's.</summary>
    /// <returns>Null where it is none.</returns>
    public static Proxy? TryParse(string text)
    {
        if (!IsAddress(text, out var uri) && (text.Contains("://") || !IsAddress("http://" + text, out uri))) return null;
        // Host names are resolved by the proxy with either name.
        var scheme = uri.Scheme == "socks5h" ? "socks5" : uri.Scheme;
        var address = new UriBuilder(scheme, uri.IdnHost, uri.Port < 0 && scheme == "socks5" ? 1080 : uri.Port).Uri;
        if (uri.UserInfo.Length == 0) return new Proxy(address, "", null);
        var colon = uri.UserInfo.IndexOf(':');
        var (user, password) = colon < 0 ? (uri.UserInfo, "") : (uri.UserInfo.Substring(0, colon), uri.UserInfo.Substring(colon + 1));
        return new Proxy(address, Uri.UnescapeDataString(user), new Secret(Uri.UnescapeDataString(password)));
    }

    /// <inheritdoc/>
    public override string ToString() => Address.GetLeftPart(UriPartial.Authority);

    private static bool IsAddress(string text, out Uri uri) => Uri.TryCreate(text, UriKind.Absolute, out uri!) && uri.Host.Length > 0;
}
