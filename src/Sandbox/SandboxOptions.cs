namespace WorkerRunner.Sandbox;

/// <summary>How a sandbox starts.</summary>
public sealed record SandboxOptions
{
    /// <summary>The time that the server's clock, its timestamps and the waits of its faults run on.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The TCP port on 127.0.0.1; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>How long the credentials that a registration answers are good. The real services' default is 96 hours.</summary>
    public TimeSpan CredentialLifetime { get; init; } = TimeSpan.FromHours(96);
}
