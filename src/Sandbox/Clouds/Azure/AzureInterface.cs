namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>A network interface.</summary>
/// <param name="Addresses">Its IPv4 addresses.</param>
public sealed record AzureInterface(params IReadOnlyList<AzureAddress> Addresses);
