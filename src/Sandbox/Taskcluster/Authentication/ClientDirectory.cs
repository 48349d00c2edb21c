using System.Collections.Concurrent;

namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>The clients with permanent credentials.</summary>
internal sealed class ClientDirectory
{
    private readonly ConcurrentDictionary<string, Client> clients = new(StringComparer.Ordinal);

    /// <summary>Adds a client, or replaces the one of the same ID.</summary>
    public void Set(Client client) => clients[client.ClientId] = client;

    /// <summary>A client by its ID; an unknown one is a refusal, in the service's words.</summary>
    public Client Get(string clientId) => clients.TryGetValue(clientId, out var client)
        ? client
        : throw new AuthenticationException($"Client with clientId '{clientId}' not found");
}
