namespace WorkerRunner.Taskcluster;

/// <summary>The address of a Taskcluster deployment.</summary>
public sealed class RootUrl : IEquatable<RootUrl>
{
    /// <summary>What a text is that is none. It is not quoted: there may be a password in it.</summary>
    internal const string Not = "not the http or https address of a deployment (without user name, password, query or fragment)";

    private readonly Uri uri;

    private RootUrl(string text, Uri uri)
    {
        Text = text;
        this.uri = uri;
    }

    /// <summary>The address without a slash at its end.</summary>
    public string Text { get; }

    /// <summary>The host, in lower case, as Hawk signs it.</summary>
    internal string Host => uri.Host.ToLowerInvariant();

    /// <summary>The port; 443 or 80 by the scheme where the address names none.</summary>
    internal int Port => uri.Port;

    /// <summary>Takes an address such as <c>https://tc.example.com</c>; slashes at its end are dropped.</summary>
    /// <returns>False where it is no http or https address.</returns>
    public static bool TryParse(string text, out RootUrl? rootUrl)
    {
        var trimmed = text.TrimEnd('/');
        var valid = Uri.TryCreate(trimmed, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http"
            && uri.Query.Length == 0
            && uri.Fragment.Length == 0
            && uri.UserInfo.Length == 0;
        rootUrl = valid ? new RootUrl(trimmed, uri!) : null;
        return valid;
    }

    /// <summary>The path with query of an API method, as it goes on the wire and into the signature.</summary>
    /// <param name="service">For example <c>worker-manager</c>.</param>
    /// <param name="segments">The path's segments, unescaped; each becomes one, so that a slash in it is <c>%2F</c>.</param>
    internal string ApiPath(string service, params string[] segments) =>
        uri.AbsolutePath.TrimEnd('/') + $"/api/{service}/v1/" + string.Join("/", segments.Select(Uri.EscapeDataString));

    /// <summary>The address of a path of this deployment.</summary>
    internal Uri At(string path) => EscapedUri.Create($"{uri.GetLeftPart(UriPartial.Authority)}{path}");

    /// <inheritdoc/>
    public bool Equals(RootUrl? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RootUrl);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
