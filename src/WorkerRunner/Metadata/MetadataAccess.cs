using WorkerRunner.Network;

namespace WorkerRunner.Metadata;

/// <summary>What requests to a cloud's metadata service need.</summary>
/// <param name="Http">The client.</param>
/// <param name="Variable">Reads an environment variable, which may name the service's address; null where it is not set.</param>
internal sealed record MetadataAccess(HttpAccess Http, Func<string, string?> Variable);
