using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>The method by which every service says that it is there.</summary>
internal static class Ping
{
    /// <summary>The method of the service at this address.</summary>
    public static ApiMethod At(string serviceAddress, SandboxClock clock)
    {
        var start = clock.Time.GetTimestamp();
        return new ApiMethod
        {
            Name = "ping",
            Verb = "GET",
            Route = new Route($"{serviceAddress}/ping"),
            Handle = _ => new JsonObject { ["alive"] = true, ["uptime"] = clock.Time.GetElapsedTime(start).TotalSeconds },
        };
    }
}
