namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Credentials that are not believed, with the auth service's words for it.</summary>
internal sealed class AuthenticationException(string message) : Exception(message);
