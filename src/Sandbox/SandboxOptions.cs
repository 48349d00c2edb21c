using System.Security.Cryptography.X509Certificates;
using WorkerRunner.Sandbox.Runners;

namespace WorkerRunner.Sandbox;

/// <summary>How a sandbox starts.</summary>
public sealed record SandboxOptions
{
    /// <summary>The time that the server's clock, its timestamps and the waits of its faults run on.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The TCP port on 127.0.0.1; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The TCP port of the page for people on 127.0.0.1; 0 for any that is free; null for no page.</summary>
    public int? PagePort { get; init; }

    /// <summary>Where the page looks for runners of this machine.</summary>
    internal Func<IReadOnlyList<string>> FindRunners { get; init; } = RunnerPlaces.Find;

    /// <summary>How long the credentials that a registration answers are good. The real services' default is 96 hours.</summary>
    public TimeSpan CredentialLifetime { get; init; } = TimeSpan.FromHours(96);

    /// <summary>
    /// The certificate, with its private key, by which the deployment speaks HTTPS; null for plain HTTP. The clouds' metadata
    /// services speak plain HTTP in any case, as the real ones do. <see cref="Tls.CertificateAuthority"/> issues one.
    /// </summary>
    public X509Certificate2? Certificate { get; init; }
}
