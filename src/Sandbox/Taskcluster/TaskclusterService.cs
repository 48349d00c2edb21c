using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>The Taskcluster services' addresses: finds the API method, and puts refusals into the services' words.</summary>
internal sealed partial class TaskclusterService(IReadOnlyList<ApiMethod> methods, Authenticator authenticator, SandboxClock clock)
    : IService
{
    private static readonly Dictionary<string, Regex> ParameterShapes = new()
    {
        ["workerPoolId"] = WorkerPoolId(),
        ["workerGroup"] = Identifier(),
        ["workerId"] = Identifier(),
    };

    /// <inheritdoc/>
    public SandboxReply? Handle(SandboxRequest request)
    {
        var (path, query) = SplitTarget(request.RawTarget);
        foreach (var method in methods)
        {
            if (method.Verb == request.Method && method.Route.Match(path) is { } parameters)
                return Call(method, new ApiCall(request, parameters, authenticator), query);
        }
        return null;
    }

    private SandboxReply Call(ApiMethod method, ApiCall call, string query)
    {
        try
        {
            CheckParameters(call.Parameters, query);
            if (method.Schema is { } schema)
            {
                call.ReadBody();
                schema.Check(call.BodyText);
            }
            return SandboxReply.Json(200, method.Handle(call));
        }
        catch (ApiException e)
        {
            return Refuse(method, call, e);
        }
    }

    private SandboxReply Refuse(ApiMethod method, ApiCall call, ApiException refusal)
    {
        var time = Timestamp.Format(clock.Now);
        var rule = $"\n\n---\n\n* method:     {method.Name}\n* errorCode:  {refusal.Code}\n"
            + $"* statusCode: {refusal.Status}\n* time:       {time}";
        var reply = SandboxReply.Json(refusal.Status, new JsonObject
        {
            ["code"] = refusal.Code.ToString(),
            ["message"] = refusal.Message + rule,
            ["requestInfo"] = new JsonObject
            {
                ["method"] = method.Name,
                ["params"] = new JsonObject(call.Parameters.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, p.Value))),
                ["payload"] = call.DescribeBody(),
                ["time"] = time,
            },
        });
        return refusal.Code == ErrorCode.AuthenticationFailed ? reply.With("WWW-Authenticate", "hawk") : reply;
    }

    private static void CheckParameters(IReadOnlyDictionary<string, string> parameters, string query)
    {
        if (query.Length > 0)
            throw new ApiException(
                ErrorCode.InvalidRequestArguments, $"Query-string parameter: {query.Split('=', '&')[0]} is not supported!");
        foreach (var (name, value) in parameters)
        {
            if (ParameterShapes.TryGetValue(name, out var shape) && !shape.IsMatch(value))
                throw new ApiException(
                    ErrorCode.InvalidRequestArguments,
                    $"Invalid URL patterns:\nURL parameter '{name}' given as '{value}' must match regular expression: '/{shape}/'");
        }
    }

    private static (string Path, string Query) SplitTarget(string target)
    {
        var mark = target.IndexOf('?');
        return mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }

    [GeneratedRegex(@"^[a-zA-Z0-9-_]{1,38}/[a-z]([-a-z0-9]{0,36}[a-z0-9])?\z")]
    private static partial Regex WorkerPoolId();

    [GeneratedRegex(@"^([a-zA-Z0-9-_]{1,38})\z")]
    private static partial Regex Identifier();
}
