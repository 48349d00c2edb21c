using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Page;

/// <summary>
/// The page for people, on a port of its own. Its own text is for everybody on this machine; what happens in the sandbox, and what can be
/// done to it, is only for those who have the token. It goes in a header, which no other site can make a browser send, and is behind the
/// # of the page's address, which no browser sends.
/// </summary>
internal sealed class PageFront(PageFeed feed, PageActions actions) : IFront
{
    private const int LongestBody = 4096;
    private const string Scheme = "Bearer ";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["page.html"] = "text/html; charset=utf-8",
        ["page.css"] = "text/css; charset=utf-8",
        ["page.js"] = "text/javascript; charset=utf-8",
    };

    /// <summary>What the page has to name.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <inheritdoc/>
    public async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        Protect(context.Response.Headers);
        try
        {
            await AnswerAsync(context, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private Task AnswerAsync(HttpContext context, CancellationToken ended)
    {
        if (!IsOurs(context.Request))
            return SayAsync(context, StatusCodes.Status403Forbidden, "The sandbox's page is reached by the address that the sandbox shows.");
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/") => ShowAsync(context, "page.html", ended),
            ("GET", "/page.css" or "/page.js") => ShowAsync(context, context.Request.Path.Value[1..], ended),
            ("GET", "/events") => HasToken(context.Request) ? StreamAsync(context, ended) : RefuseAsync(context),
            ("POST", "/do") => HasToken(context.Request) ? ActAsync(context, ended) : RefuseAsync(context),
            _ => SayAsync(context, StatusCodes.Status404NotFound, "There is nothing at this address."),
        };
    }

    /// <summary>Neither another site nor a name that somebody made to point here: both would come under a host or an origin that is not this one.</summary>
    private static bool IsOurs(HttpRequest request)
    {
        var port = request.HttpContext.Connection.LocalPort;
        if (request.Host.Port != port || request.Host.Host is not ("127.0.0.1" or "localhost"))
            return false;
        return request.Headers.Origin.Count == 0 || request.Headers.Origin == $"http://{request.Host}";
    }

    private bool HasToken(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        return given.StartsWith(Scheme, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Scheme.Length..]), Encoding.UTF8.GetBytes(Token));
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }

    private static async Task ShowAsync(HttpContext context, string name, CancellationToken ended)
    {
        await using var text = typeof(PageFront).Assembly.GetManifestResourceStream($"Page/{name}")!;
        context.Response.ContentType = Types[name];
        context.Response.ContentLength = text.Length;
        await text.CopyToAsync(context.Response.Body, ended);
    }

    private async Task StreamAsync(HttpContext context, CancellationToken ended)
    {
        if (feed.Subscribe() is not { } subscription)
        {
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, $"{PageFeed.MostReaders} pages are open already.");
            return;
        }

        using (subscription)
        {
            context.Response.ContentType = MediaTypeNames.Text.EventStream;
            await foreach (var text in subscription.ReadAllAsync(ended))
            {
                await context.Response.WriteAsync(text, ended);
                await context.Response.Body.FlushAsync(ended);
            }
        }
    }

    private async Task ActAsync(HttpContext context, CancellationToken ended)
    {
        if (context.Request.ContentLength is not <= LongestBody)
        {
            await SayAsync(context, StatusCodes.Status413PayloadTooLarge, $"At most {LongestBody} bytes, and their number in Content-Length.");
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var (isDone, said) = actions.Do(await reader.ReadToEndAsync(ended));
        await SayAsync(context, isDone ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, said);
        feed.Refresh();
    }

    private static Task RefuseAsync(HttpContext context) =>
        SayAsync(context, StatusCodes.Status401Unauthorized, "The token is missing or wrong: the sandbox shows the page's whole address when it starts.");

    private static Task SayAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }
}
