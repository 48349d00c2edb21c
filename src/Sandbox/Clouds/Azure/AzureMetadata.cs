using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>Azure's instance metadata service, with its scheduled events.</summary>
internal sealed class AzureMetadata(Func<AzureInstance> current, SandboxClock clock) : IService
{
    private const string InstancePath = "/metadata/instance";
    private const string DocumentPath = "/metadata/attested/document";
    private const string EventsPath = "/metadata/scheduledevents";

    /// <inheritdoc/>
    public Task WaitAsync(SandboxRequest request, CancellationToken cancellationToken) =>
        request.Path == EventsPath && Refuse(request) is null ? current().EventsReadyAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public SandboxReply Handle(SandboxRequest request) => Refuse(request) ?? (request.Method, request.Path) switch
    {
        ("GET", InstancePath) => Json(AzureDescription.Instance(current())),
        ("GET", DocumentPath) => Json(Attest(current())),
        ("GET", EventsPath) => Json(AzureDescription.Events(current())),
        ("POST", EventsPath) => Acknowledge(request, current()),
        _ => Error(405, "Method not allowed"),
    };

    private static SandboxReply? Refuse(SandboxRequest request)
    {
        if (!string.Equals(request.Header("Metadata"), "true", StringComparison.OrdinalIgnoreCase))
            return Error(400, "Bad request. Required metadata header not specified");
        if (request.Header("X-Forwarded-For") is not null)
            return Error(400, "Bad request. Request contains the forbidden header X-Forwarded-For");
        return request.Path switch
        {
            InstancePath or DocumentPath => RefuseVersion(request, ApiVersions.Metadata),
            EventsPath => RefuseVersion(request, ApiVersions.ScheduledEvents),
            _ => Error(404, "Not found"),
        };
    }

    private static SandboxReply? RefuseVersion(SandboxRequest request, IReadOnlyList<string> known)
    {
        var version = request.Query("api-version");
        if (version is not null && known.Contains(version))
            return null;
        var reason = version is null ? "was not specified" : "is invalid";
        return Json(400, new JsonObject
        {
            ["error"] = $"Bad request. api-version {reason}. For more information refer to aka.ms/azureimds",
            ["newest-versions"] = new JsonArray([.. known.Reverse().Take(3).Select(one => JsonValue.Create(one))]),
        });
    }

    private JsonObject Attest(AzureInstance vm)
    {
        var document = new AttestedDocument(vm.VmId, clock.Now + vm.AttestedDocumentLifetime);
        return new JsonObject { ["encoding"] = "pkcs7", ["signature"] = document.Sign(clock.Now) };
    }

    private static SandboxReply Acknowledge(SandboxRequest request, AzureInstance vm)
    {
        if (EventIds(request) is not { } ids)
            return Error(400, "Bad request. StartRequests with an EventId each are expected");
        var known = vm.Events.Select(scheduled => scheduled.EventId).ToHashSet();
        if (ids.FirstOrDefault(id => !known.Contains(id)) is { } unknown)
            return Error(400, $"Bad request. There is no event {unknown}");
        ids.ForEach(vm.Start);
        return new SandboxReply { Status = 200 };
    }

    private static List<string>? EventIds(SandboxRequest request)
    {
        try
        {
            var requests = JsonElement.Parse(request.Body).GetProperty("StartRequests");
            return [.. requests.EnumerateArray().Select(one => one.GetProperty("EventId").GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static SandboxReply Error(int status, string message) => Json(status, new JsonObject { ["error"] = message });

    private static SandboxReply Json(JsonObject body) => Json(200, body);

    private static SandboxReply Json(int status, JsonObject body) => SandboxReply.Json(status, body);
}
