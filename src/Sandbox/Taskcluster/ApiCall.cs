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

    /// <summary>The JSON body; undefined without one.</summary>
    public JsonElement Body { get; private set; }

    /// <summary>The body as text.</summary>
    public string BodyText => request.BodyText;

    /// <summary>A required string of the body.</summary>
    public string Text(string property) => Body.GetProperty(property).GetString()!;

    /// <summary>Reads the body as the services do: JSON by content type, and an object or array.</summary>
    public void ReadBody()
    {
        var contentType = request.Header("Content-Type");
        if (contentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new ApiException(
                ErrorCode.MalformedPayload,
                $"Payload must be JSON with content-type: application/json got content-type: {contentType ?? "null"}");
        try
        {
            Body = JsonElement.Parse(request.Body.Length == 0 ? "{}"u8 : request.Body);
        }
        catch (JsonException e)
        {
            throw new ApiException(ErrorCode.MalformedPayload, $"Failed to parse JSON: {e.Message}");
        }
        if (Body.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            throw new ApiException(ErrorCode.MalformedPayload, "Failed to parse JSON: Must be an object or array");
    }

    /// <summary>Lets the call go on only if the caller has all these scopes.</summary>
    public void Authorize(params IReadOnlyList<string> required)
    {
        var caller = Authenticate();
        var missing = required.Where(scope => !caller.Has(scope)).ToList();
        if (missing.Count > 0)
            throw new ApiException(ErrorCode.InsufficientScopes, DescribeMissing(caller, required, missing));
    }

    /// <summary>What an error's requestInfo says of the body: all of it but what proves an identity.</summary>
    public JsonNode DescribeBody()
    {
        if (Body.ValueKind != JsonValueKind.Object)
            return new JsonObject();
        var copy = JsonObject.Create(Body)!;
        foreach (var property in (string[])["workerIdentityProof", "secret"])
        {
            if (copy.ContainsKey(property))
                copy[property] = "*";
        }
        return copy;
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
            : new JsonObject { ["AllOf"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]) }.ToJsonString(JsonText.Wire);
        return $"```\n{expression}\n```";
    }
}
