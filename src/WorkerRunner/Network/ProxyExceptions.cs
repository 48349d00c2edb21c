using System.Globalization;
using System.Net;

namespace WorkerRunner.Network;

/// <summary>
/// Who is asked without a proxy: loopback, and what <c>NO_PROXY</c> lists, separated by commas. A name stands for itself and all
/// names under it, one with a dot or <c>*.</c> before it for those under it alone; an address for itself; <c>10.0.0.0/8</c> for a network;
/// each name and address may have a port. <c>*</c> stands for everybody.
/// </summary>
internal sealed class ProxyExceptions
{
    private readonly bool isEverybody;
    private readonly List<Cidr> networks = [];
    private readonly List<Host> hosts = [];

    public ProxyExceptions(string list)
    {
        foreach (var part in list.Split(','))
        {
            var entry = part.Trim().ToLowerInvariant();
            if (entry == "*") isEverybody = true;
            else if (Cidr.TryParse(entry) is { } network) networks.Add(network);
            else if (Host.TryParse(entry) is { } host) hosts.Add(host);
        }
    }

    public bool Include(Uri address)
    {
        var name = address.IdnHost.ToLowerInvariant();
        if (name == "localhost") return true;
        var ip = ParseAddress(name);
        if (ip is not null && IPAddress.IsLoopback(ip)) return true;
        return isEverybody
            || (ip is not null && networks.Exists(n => n.Contains(ip)))
            || hosts.Exists(h => h.Matches(name, ip, address.Port));
    }

    /// <summary>As Go reads addresses: four numbers or an IPv6 address; <c>127.1</c> is a name. One that is IPv4 in IPv6's clothes is IPv4.</summary>
    private static IPAddress? ParseAddress(string text)
    {
        if (!text.Contains(':') && text.Split('.').Length != 4) return null;
        if (!IPAddress.TryParse(text, out var address)) return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private sealed record Cidr(byte[] Address, int Bits)
    {
        public static Cidr? TryParse(string text) =>
            text.Split('/') is [var address, var bits]
            && ParseAddress(address)?.GetAddressBytes() is { } bytes
            && int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= 8 * bytes.Length
                ? new Cidr(bytes, count)
                : null;

        public bool Contains(IPAddress ip)
        {
            var other = ip.GetAddressBytes();
            if (other.Length != Address.Length) return false;
            for (var bit = 0; bit < Bits; bit++)
                if (((Address[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) != 0) return false;
            return true;
        }
    }

    /// <param name="Ip">The address; null where a name is listed.</param>
    /// <param name="Under">The name with a dot before it.</param>
    /// <param name="IncludesItself">Whether the name itself is meant too.</param>
    /// <param name="Port">The only port that is meant; null where all are.</param>
    private sealed record Host(IPAddress? Ip, string Under, bool IncludesItself, int? Port)
    {
        public static Host? TryParse(string text)
        {
            var (host, port) = SplitPort(text);
            if (host.Length == 0 || port < 0) return null;
            if (ParseAddress(host) is { } ip) return new Host(ip, "", false, port);
            if (host.StartsWith("*.", StringComparison.Ordinal)) host = host.Substring(1);
            return host[0] == '.' ? new Host(null, "." + Ascii(host.Substring(1)), false, port) : new Host(null, "." + Ascii(host), true, port);
        }

        public bool Matches(string name, IPAddress? ip, int port)
        {
            if (Port is { } only && only != port) return false;
            if (Ip is not null || ip is not null) return Ip is not null && Ip.Equals(ip);
            return name.EndsWith(Under, StringComparison.Ordinal) || (IncludesItself && name.Length == Under.Length - 1 && Under.EndsWith(name, StringComparison.Ordinal));
        }

        /// <summary>A port of -1 is none that there is.</summary>
        private static (string Host, int? Port) SplitPort(string text)
        {
            var colon = text.LastIndexOf(':');
            var isBare = colon < 0 || (text.IndexOf(':') != colon && text[colon - 1] != ']');
            if (isBare) return (text.TrimStart('[').TrimEnd(']'), null);
            var port = int.TryParse(text.Substring(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            return (text.Substring(0, colon).TrimStart('[').TrimEnd(']'), port);
        }

        /// <summary>International names are compared in the form in which they are asked for.</summary>
        private static string Ascii(string name) => Uri.TryCreate("http://" + name, UriKind.Absolute, out var uri) ? uri.IdnHost : name;
    }
}
