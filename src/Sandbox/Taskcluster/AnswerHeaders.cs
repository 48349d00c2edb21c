using System.Text;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>What the answers of all services have in common around their bodies.</summary>
internal static class AnswerHeaders
{
    /// <summary>Shorter bodies are not worth compressing to the services.</summary>
    private const int CompressFrom = 1024;

    private const string TraceRequest = "x-taskcluster-trace-id";

    /// <summary>The answer with them; only what the services themselves answer, be it a 404, may be compressed.</summary>
    public static SandboxReply AddTo(SandboxReply reply, SandboxRequest request)
    {
        var common = reply
            .With("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; report-uri /__cspreport__")
            .With("X-Content-Type-Options", "nosniff")
            .With("x-for-trace-id", request.Header(TraceRequest) ?? Guid.NewGuid().ToString())
            .With("x-for-request-id", Guid.NewGuid().ToString());
        if (!request.Path.StartsWith("/api/", StringComparison.Ordinal))
            return common;
        return common
            .With("Vary", "Accept-Encoding")
            .With("Cache-Control", "no-store no-cache must-revalidate")
            .With("Access-Control-Allow-Origin", "*") with
        { CompressFrom = CompressFrom };
    }

    /// <summary>The answer to an address that no service can make sense of.</summary>
    public static SandboxReply BadRequest() => new()
    {
        Status = 400,
        Body = Encoding.UTF8.GetBytes(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n"
                + "<body>\n<pre>Bad Request</pre>\n</body>\n</html>\n"),
        ContentType = "text/html; charset=utf-8",
    };
}
