namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Credentials as a registration's answer carries them.</summary>
internal sealed record TemporaryCredentials(string ClientId, string AccessToken, string Certificate);
