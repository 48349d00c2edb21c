using System.Reflection;
using WorkerRunner.QuickStart;
using WorkerRunner.Sandbox;

// A Taskcluster deployment and a cloud on loopback, two workers that are known there, and a PowerShell with the module that brings them to life.
var module = typeof(Story).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ModulePath").Value!;
using var folder = new TemporaryFolder();
var story = new Story();
if (await PowerShellRun.RestoreAsync(module) is { } fault)
{
    story.Chapter(fault);
    return 1;
}

// Credentials of so short a life are renewed after half of it: the worker gets new ones after four seconds.
await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { CredentialLifetime = TimeSpan.FromSeconds(8) });
sandbox.RequestRecorded += (_, request) => story.Tell(request.Service, $"{request.Method} {request.Target} was answered with {request.Status}");

story.Chapter($"A Taskcluster deployment runs at {sandbox.RootUrl}. First, a worker on a host of your own.");
var demo = new StaticDemo(sandbox, folder, line =>
{
    story.Chapter($"Another PowerShell on the same machine looks into the run, and drains the worker. PS> {line}");
    return PowerShellRun.RunAsync(module, folder.Path, line, story);
});
if (!await PlayAsync(demo)) return 1;
story.Chapter("The worker registered, received its secrets, logged, reported an error, received new credentials, was drained, and ended.");

story.Chapter("Next, a worker on a cloud instance that the cloud interrupts while it runs.");
if (!await PlayAsync(new CloudDemo(sandbox, folder))) return 1;
story.Chapter("The worker was told of the interruption as soon as it was announced, and ended in time. That completes the quick start.");
return 0;

async Task<bool> PlayAsync(IDemo demo)
{
    story.Chapter($"The runner's configuration, {demo.ConfigPath}:");
    story.Quote(File.ReadAllText(demo.ConfigPath));
    story.Chapter($"PS> {demo.CommandLine}");
    var happening = demo.HappenAsync();
    var exitCode = await PowerShellRun.RunAsync(module, folder.Path, demo.CommandLine, story);
    await happening.WaitAsync(TimeSpan.FromMinutes(1));
    var missing = exitCode == 0 ? demo.WhatIsMissing() : $"PowerShell ended with {exitCode}.";
    if (missing is not null) story.Chapter($"The run was not complete: {missing}");
    return missing is null;
}
