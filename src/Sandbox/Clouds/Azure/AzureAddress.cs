namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>An IPv4 address of a network interface.</summary>
/// <param name="Private">The address inside the network.</param>
/// <param name="Public">The public address; empty without one, as Azure has it.</param>
public sealed record AzureAddress(string Private, string Public = "");
