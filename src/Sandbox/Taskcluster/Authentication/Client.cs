namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>A client as the auth service knows it, with permanent credentials.</summary>
internal sealed record Client(string ClientId, string AccessToken, IReadOnlyList<string> Scopes);
