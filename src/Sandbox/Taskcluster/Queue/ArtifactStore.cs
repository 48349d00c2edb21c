using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>
/// The contents of artifacts, in memory, where S3 keeps them in real deployments: uploaded and downloaded by addresses that only those
/// know who were given them. Thread-safe.
/// </summary>
internal sealed class ArtifactStore : IService
{
    /// <summary>Where they are, from the root URL on.</summary>
    public const string Base = "/artifact-contents/";

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (byte[] Content, string Type)> contents = new(StringComparer.Ordinal);

    /// <summary>The path and query for a run's artifact.</summary>
    public string Address(string taskId, int runId, string name)
    {
        var path = $"{Base}{taskId}/{runId}/{Uri.EscapeDataString(name)}";
        return $"{path}?signature={Sign(path)}";
    }

    /// <summary>What was uploaded; null before.</summary>
    public byte[]? Read(string taskId, int runId, string name) =>
        contents.TryGetValue($"{Base}{taskId}/{runId}/{Uri.EscapeDataString(name)}", out var found) ? found.Content : null;

    /// <inheritdoc/>
    public SandboxReply Handle(SandboxRequest request)
    {
        if (request.Query("signature") != Sign(request.Path))
            return ErrorPage("SignatureDoesNotMatch", 403);
        if (request.Method == "PUT")
        {
            contents[request.Path] = (request.Body, request.Header("Content-Type") ?? "application/octet-stream");
            return new SandboxReply { Status = 200 };
        }

        return contents.TryGetValue(request.Path, out var found)
            ? new SandboxReply { Status = 200, Body = found.Content, ContentType = found.Type }
            : ErrorPage("NoSuchKey", 404);
    }

    private string Sign(string path) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(path)));

    private static SandboxReply ErrorPage(string code, int status) =>
        new() { Status = status, Body = Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code></Error>"), ContentType = "application/xml" };
}
