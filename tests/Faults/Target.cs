using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Recording;

namespace WorkerRunner.Faults.Tests;

/// <summary>A request that a runner makes, by what a fault can find it again in another run.</summary>
/// <param name="Service">The sandbox's service.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Its path, up to where it names the worker.</param>
internal sealed record Target(string Service, string Method, string Path)
{
    /// <summary>Whether it can be made once only: a cloud's worker registers once.</summary>
    public bool IsOnceOnly(ProviderKind kind) => kind != ProviderKind.Static && Path.EndsWith("/register", StringComparison.Ordinal);

    /// <summary>Whether a cloud makes it in a way of its own; the static and the standalone provider stand for what all ask alike.</summary>
    public bool IsOwn(ProviderKind kind) =>
        kind is ProviderKind.Static or ProviderKind.Standalone || Service != ServiceName.Taskcluster || IsOnceOnly(kind) || IsRemoval;

    /// <summary>Whether it is the last request of a run, for which the machine's shutdown stands in.</summary>
    public bool IsRemoval => Method == "DELETE";

    public static Target Of(RecordedRequest request)
    {
        var path = request.Target.Split('?')[0];
        var id = path.IndexOf("/group/", StringComparison.Ordinal);
        return new Target(request.Service, request.Method, id < 0 ? path : path[..id]);
    }
}
