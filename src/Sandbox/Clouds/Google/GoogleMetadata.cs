using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Google;

/// <summary>Compute Engine's metadata server, with its hanging GET.</summary>
internal sealed class GoogleMetadata(Func<GoogleInstance> current, SandboxClock clock) : IService
{
    private const string Base = "/computeMetadata/v1";
    private const string Flavor = "Metadata-Flavor";

    /// <inheritdoc/>
    public async Task WaitAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        var vm = current();
        if (Refuse(request) is not null || request.Query("wait_for_change") != "true" || Value(request, vm) is not { } value)
            return;
        var limit = Task.Delay(Limit(request)!.Value, clock.Time, cancellationToken);
        var known = request.Query("last_etag") ?? ETag(value);
        for (var changed = vm.Changed; ETag(Value(request, vm)) == known; changed = vm.Changed)
        {
            if (await Task.WhenAny(changed, limit) != limit)
                continue;
            await limit;
            return;
        }
    }

    /// <inheritdoc/>
    public SandboxReply Handle(SandboxRequest request) => Answer(request).With(Flavor, "Google").With("Server", "Metadata Server for VM");

    private SandboxReply Answer(SandboxRequest request)
    {
        var vm = current();
        if (Refuse(request) is { } refusal)
            return refusal;
        if (Local(request) == GooglePaths.Identity)
            return Identity(request, vm);
        return Value(request, vm) is { } value ? Text(value) : ErrorPage.Reply(404, "Not Found");
    }

    private static SandboxReply? Refuse(SandboxRequest request)
    {
        if (request.Header("X-Forwarded-For") is not null)
            return ErrorPage.Reply(403, "Forbidden");
        if (request.Header(Flavor) != "Google")
            return ErrorPage.Reply(403, "Missing Metadata-Flavor:Google header.");
        if (request.Method != "GET")
            return ErrorPage.Reply(405, "Method Not Allowed");
        return Limit(request) is null ? ErrorPage.Reply(400, "Bad Request") : null;
    }

    private SandboxReply Identity(SandboxRequest request, GoogleInstance vm)
    {
        if (request.Query("audience") is not { Length: > 0 } audience)
            return Text("non-empty audience parameter required") with { Status = 400 };
        return Text(IdentityToken.Issue(vm, audience, request.Query("format") == "full", clock.Now));
    }

    /// <summary>How long the client wants to wait at most; without an end if it does not say; null when it is no number.</summary>
    private static TimeSpan? Limit(SandboxRequest request)
    {
        if (request.Query("timeout_sec") is not { } text)
            return Timeout.InfiniteTimeSpan;
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static string? Value(SandboxRequest request, GoogleInstance vm) => vm.Value(Local(request));

    private static string Local(SandboxRequest request) =>
        request.Path.StartsWith(Base, StringComparison.Ordinal) ? request.Path[Base.Length..] : "";

    private static SandboxReply Text(string text) => new SandboxReply
    {
        Status = 200,
        Body = Encoding.UTF8.GetBytes(text),
        ContentType = "application/text",
    }.With("ETag", ETag(text));

    /// <summary>Of the content, so that a value that comes back has its old tag again. A value that is gone has none.</summary>
    private static string ETag(string? value) =>
        value is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 8));
}
