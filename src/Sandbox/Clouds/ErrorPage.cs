using System.Text;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds;

/// <summary>An error as a web server words it that nobody has taught JSON.</summary>
internal static class ErrorPage
{
    /// <summary>An HTML page with a title.</summary>
    public static SandboxReply Reply(int status, string title) => new()
    {
        Status = status,
        Body = Encoding.UTF8.GetBytes($"<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>{status} - {title}</title></head>\n"
            + $"<body><h1>{status} - {title}</h1></body>\n</html>\n"),
        ContentType = "text/html; charset=utf-8",
    };
}
