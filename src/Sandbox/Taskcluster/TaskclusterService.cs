using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>
/// The Taskcluster services' addresses: finds the API method, has everything checked in the services' order, and puts answers
/// and refusals into their form. The facts are those of the services' shared API library, v106.
/// </summary>
internal sealed class TaskclusterService(
    IReadOnlyList<ApiMethod> methods, Authenticator authenticator, SandboxClock clock, Func<string> rootUrl) : IService
{
    // JavaScript's patterns, which the messages show.
    private static readonly Dictionary<string, string> ParameterShapes = new()
    {
        ["workerPoolId"] = @"^[a-zA-Z0-9-_]{1,38}\/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$",
        ["workerGroup"] = "^([a-zA-Z0-9-_]{1,38})$",
        ["workerId"] = "^([a-zA-Z0-9-_]{1,38})$",
        ["taskId"] = "^[A-Za-z0-9_-]{8}[Q-T][A-Za-z0-9_-][CGKOSWaeimquy26-][A-Za-z0-9_-]{10}[AQgw]$",
        ["runId"] = "^[1-9]*[0-9]+$",
        ["taskQueueId"] = @"^[a-zA-Z0-9-_]{1,38}\/[a-z]([-a-z0-9]{0,36}[a-z0-9])?$",
    };

    /// <inheritdoc/>
    public SandboxReply Handle(SandboxRequest request)
    {
        var found = Find(request);
        if (request.Method == "OPTIONS" && found.Count > 0)
            return AnswerHeaders.AddTo(Options(found.Select(candidate => candidate.Method.Verb)), request);
        var (method, raw) = found.FirstOrDefault(candidate => candidate.Method.Verb == Verb(request));
        var reply = method is null ? Json(404, new JsonObject { ["error"] = "Not found" }) : Call(method, request, raw!);
        return AnswerHeaders.AddTo(reply, request);
    }

    /// <summary>A call that is not in order waits for nothing, and is refused.</summary>
    public Task WaitAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        var (method, raw) = Find(request).FirstOrDefault(candidate => candidate.Method.Verb == Verb(request));
        if (method?.WaitAsync is not { } wait || Unescape(raw!) is not { } parameters)
            return Task.CompletedTask;
        var call = new ApiCall(request, parameters, authenticator);
        try
        {
            Check(method, call, request.QueryNames);
            return wait(call, cancellationToken);
        }
        catch (ApiException)
        {
            return Task.CompletedTask;
        }
    }

    private List<(ApiMethod Method, IReadOnlyDictionary<string, string>? Raw)> Find(SandboxRequest request) =>
    [
        .. methods.Select(method => (Method: method, Raw: method.Route.Match(request.Path))).Where(candidate => candidate.Raw is not null),
    ];

    private static string Verb(SandboxRequest request) => request.Method == "HEAD" ? "GET" : request.Method;

    private SandboxReply Call(ApiMethod method, SandboxRequest request, IReadOnlyDictionary<string, string> raw)
    {
        if (Unescape(raw) is not { } parameters)
            return AnswerHeaders.BadRequest();
        var call = new ApiCall(request, parameters, authenticator);
        try
        {
            Check(method, call, request.QueryNames);
            var answer = method.Handle(call);
            var reply = Json(200, answer);
            return method.Finish is { } finish ? finish(answer, reply) : reply;
        }
        catch (ApiException e)
        {
            return Refuse(method, call, e);
        }
    }

    private static Dictionary<string, string>? Unescape(IReadOnlyDictionary<string, string> raw)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, escaped) in raw)
        {
            if (Route.Unescape(escaped) is not { } value)
                return null;
            parameters[name] = value;
        }
        return parameters;
    }

    private void Check(ApiMethod method, ApiCall call, IReadOnlyList<string> queryNames)
    {
        call.ReadBody();
        if (method.Scope is { } scope)
            call.Authorize(scope(call.Parameters));
        CheckParameters(call.Parameters);
        CheckQuery(queryNames.Except(method.Query));
        if (method.Schema is { } schema)
        {
            call.RequireBody();
            schema().Check(call.Body, rootUrl());
        }
        method.Authorize?.Invoke(call);
    }

    private SandboxReply Refuse(ApiMethod method, ApiCall call, ApiException refusal)
    {
        var time = Timestamp.Format(clock.Now);
        var rule = $"\n\n---\n\n* method:     {method.Name}\n* errorCode:  {refusal.Code}\n"
            + $"* statusCode: {refusal.Status}\n* time:       {time}";
        var reply = Json(refusal.Status, new JsonObject
        {
            ["code"] = refusal.Code.ToString(),
            ["message"] = refusal.Message + rule,
            ["requestInfo"] = new JsonObject
            {
                ["method"] = method.Name,
                ["params"] = new JsonObject(call.Parameters.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value))),
                ["payload"] = method.ShowPayload(call.Payload),
                ["time"] = time,
            },
        });
        return refusal.Code == ErrorCode.AuthenticationFailed ? reply.With("WWW-Authenticate", "hawk") : reply;
    }

    private static void CheckParameters(IReadOnlyDictionary<string, string> parameters)
    {
        var errors = parameters.Where(parameter => !Fits(parameter.Key, parameter.Value)).Select(parameter =>
            $"URL parameter '{parameter.Key}' given as '{parameter.Value}' must match regular expression: '/{ParameterShapes[parameter.Key]}/'");
        if (string.Join('\n', errors) is { Length: > 0 } text)
            throw new ApiException(ErrorCode.InvalidRequestArguments, $"Invalid URL patterns:\n{text}");
    }

    private static bool Fits(string name, string value) => !ParameterShapes.TryGetValue(name, out var shape)
        || Regex.IsMatch(value, shape[..^1] + @"\z", RegexOptions.CultureInvariant);

    private static void CheckQuery(IEnumerable<string> names)
    {
        // A bewit is another way to sign, which no worker's runner takes.
        var errors = names.Where(name => name != "bewit").Select(name => $"Query-string parameter: {name} is not supported!");
        if (string.Join('\n', errors) is { Length: > 0 } text)
            throw new ApiException(ErrorCode.InvalidRequestArguments, text);
    }

    private static SandboxReply Options(IEnumerable<string> verbs)
    {
        var all = verbs.SelectMany(verb => (string[])(verb == "GET" ? ["GET", "HEAD"] : [verb])).Distinct().Order(StringComparer.Ordinal);
        var allowed = string.Join(", ", all);
        return new SandboxReply { Status = 200, Body = Encoding.ASCII.GetBytes(allowed), ContentType = "text/plain" }.With("Allow", allowed);
    }

    private static SandboxReply Json(int status, JsonNode body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Pretty));
        return new SandboxReply { Status = status, Body = bytes }.With("ETag", WeakTag(bytes));
    }

    private static string WeakTag(byte[] body) => $"W/\"{body.Length:x}-{Convert.ToBase64String(SHA256.HashData(body))[..27]}\"";
}
