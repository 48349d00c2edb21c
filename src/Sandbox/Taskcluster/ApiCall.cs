using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>A request that has found its API method.</summary>
internal sealed class ApiCall(SandboxRequest request, IReadOnlyDictionary<string, string> parameters, Authenticator authenticator)
{
    /// <summary>The path's parameters, un-escaped.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; } = parameters;

    /// <summary>The JSON body; an empty object without one.</summary>
    public JsonElement Body { get; private set; } = JsonElement.Parse("{}"u8);

    /// <summary>The body for an error's requestInfo: the text itself when it is no JSON.</summary>
    public JsonNode? Payload { get; private set; } = new JsonObject();

    /// <summary>A required string of the body.</summary>
    public string Text(string property) => Body.GetProperty(property).GetString()!;

    /// <summary>Reads the body, of whatever method: JSON by content type, and an object or array.</summary>
    public void ReadBody()
    {
        var text = RequestBody.ReadText(request);
        if (text.Length == 0)
            return;
        Payload = text;
        try
        {
            Body = RequestBody.Parse(text);
        }
        catch (JsonException e)
        {
            throw new ApiException(ErrorCode.MalformedPayload, $"Failed to parse JSON: {e.Message}");
        }
        Payload = JsonSerializer.SerializeToNode(Body, JsonText.Wire);
        if (Body.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            throw new ApiException(ErrorCode.MalformedPayload, "Failed to parse JSON: Must be an object or array");
    }

    /// <summary>Lets the call go on only with a JSON body.</summary>
    public void RequireBody()
    {
        if (!RequestBody.IsPresent(request))
            throw new ApiException(
                ErrorCode.MalformedPayload,
                "Payload must be JSON with content-type: application/json got content-type: "
                    + (request.Header("Content-Type") ?? "null"));
    }

    /// <summary>Lets the call go on only if the caller has all these scopes.</summary>
    public void Authorize(params IReadOnlyList<string> required)
    {
        var caller = Authenticate();
        var missing = required.Where(scope => !caller.Has(scope)).ToList();
        if (missing.Count > 0)
            throw new ApiException(ErrorCode.InsufficientScopes, DescribeMissing(caller, required, missing));
    }

    private Caller Authenticate()
    {
        try
        {
            return authenticator.Authenticate(request);
        }
        catch (AuthenticationException e)
        {
            throw new ApiException(ErrorCode.AuthenticationFailed, e.Message);
        }
    }

    private static string DescribeMissing(Caller caller, IReadOnlyList<string> required, List<string> missing) =>
        caller.ClientId is null
            ? "This request requires Taskcluster credentials that satisfy the following scope expression:\n\n"
                + Quote(required)
            : $"Client ID {caller.ClientId} does not have sufficient scopes and is missing the following scopes:\n\n"
                + $"{Quote(missing)}\n\nThis request requires the client to satisfy the following scope expression:\n\n{Quote(required)}";

    private static string Quote(IReadOnlyList<string> scopes)
    {
        var expression = scopes.Count == 1
            ? scopes[0]
            : new JsonObject { ["AllOf"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]) }.ToJsonString(JsonText.Pretty);
        return $"```\n{expression}\n```";
    }
}
