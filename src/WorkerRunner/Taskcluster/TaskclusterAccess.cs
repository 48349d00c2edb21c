using WorkerRunner.Network;

namespace WorkerRunner.Taskcluster;

/// <summary>What requests to a Taskcluster deployment need.</summary>
/// <param name="Http">The client.</param>
/// <param name="Clock">The deployment's clock, which requests are signed by.</param>
internal sealed record TaskclusterAccess(HttpAccess Http, ServerClock Clock);
