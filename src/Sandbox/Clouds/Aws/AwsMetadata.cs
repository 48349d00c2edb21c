using System.Globalization;
using System.Text;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Aws;

/// <summary>EC2's instance metadata service with session tokens required (IMDSv2 only).</summary>
internal sealed class AwsMetadata(Func<AwsInstance> current) : IService
{
    private const int LongestLifetime = 21600;
    private const string PlainText = "text/plain";
    private const string Json = "application/json";
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string LifetimeHeader = "X-aws-ec2-metadata-token-ttl-seconds";

    /// <inheritdoc/>
    public SandboxReply Handle(SandboxRequest request)
    {
        var instance = current();
        if (request.Path == "/latest/api/token")
            return IssueToken(request, instance);
        if (instance.Tokens.TimeLeft(request.Header(TokenHeader)) is not { } left)
            return ErrorPage.Reply(401, "Unauthorized");
        if (request.Method != "GET")
            return ErrorPage.Reply(405, "Method Not Allowed");
        var path = request.Path.EndsWith('/') ? request.Path[..^1] : request.Path;
        var reply = Find(path, instance) is { } text ? Text(text, TypeOf(path)) : ErrorPage.Reply(404, "Not Found");
        return WithLifetime(reply, (int)left.TotalSeconds);
    }

    private static SandboxReply IssueToken(SandboxRequest request, AwsInstance instance)
    {
        if (request.Method != "PUT")
            return ErrorPage.Reply(405, "Method Not Allowed");
        // A forwarded request came through a proxy, which must not get at tokens.
        if (request.Header("X-Forwarded-For") is not null)
            return ErrorPage.Reply(403, "Forbidden");
        var known = int.TryParse(request.Header(LifetimeHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        return known && seconds is >= 1 and <= LongestLifetime
            ? WithLifetime(Text(instance.Tokens.Issue(TimeSpan.FromSeconds(seconds)), PlainText), seconds)
            : ErrorPage.Reply(400, "Bad Request");
    }

    private static string? Find(string path, AwsInstance instance) => path switch
    {
        "/latest/user-data" => instance.UserData,
        "/latest/dynamic/instance-identity/document" => instance.IdentityDocument,
        "/latest/dynamic/instance-identity/signature" => IdentitySignature.Of(instance.IdentityDocument),
        "/latest/meta-data/instance-id" => instance.WorkerId,
        "/latest/meta-data/public-hostname" => instance.PublicHostname,
        "/latest/meta-data/public-ipv4" => instance.PublicIpv4,
        "/latest/meta-data/spot/instance-action" => instance.InstanceAction,
        "/latest/meta-data/spot/termination-time" => instance.TerminationTime,
        "/latest/meta-data/events/recommendations/rebalance" => instance.Rebalance,
        "/latest/meta-data/events/maintenance/scheduled" => instance.ScheduledMaintenance,
        "/latest/meta-data/autoscaling/target-lifecycle-state" => instance.TargetLifecycleState,
        _ => null,
    };

    private static string TypeOf(string path) => path switch
    {
        "/latest/user-data" => "application/octet-stream",
        "/latest/meta-data/spot/instance-action" => Json,
        _ when path.StartsWith("/latest/meta-data/events/", StringComparison.Ordinal) => Json,
        _ => PlainText,
    };

    private static SandboxReply Text(string text, string contentType) =>
        new() { Status = 200, Body = Encoding.UTF8.GetBytes(text), ContentType = contentType };

    private static SandboxReply WithLifetime(SandboxReply reply, int seconds) =>
        reply.With("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", seconds.ToString(CultureInfo.InvariantCulture));
}
