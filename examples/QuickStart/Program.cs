using System.Reflection;
using WorkerRunner.QuickStart;
using WorkerRunner.Sandbox;

// A Taskcluster deployment on loopback, a worker that is known to it, and the module that brings the worker to life.
var module = typeof(Story).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ModulePath").Value!;
using var folder = new TemporaryFolder();
var story = new Story();

// Credentials are renewed 30 seconds before they end, so with these the worker gets new ones after two seconds.
await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { CredentialLifetime = TimeSpan.FromSeconds(32) });
sandbox.RequestRecorded += (_, request) => story.Tell("deployment", $"{request.Method} {request.Target} was answered with {request.Status}");
var demo = DemoWorker.Prepare(sandbox, folder);

story.Chapter($"A Taskcluster deployment runs at {sandbox.RootUrl}. The runner's configuration, {demo.ConfigPath}:");
story.Quote(File.ReadAllText(demo.ConfigPath));
story.Chapter($"PowerShell: Import-Module WorkerRunner; Start-WorkerRunner -Config {Path.GetFileName(demo.ConfigPath)}");
var exit = await ModuleRun.StartWorkerRunnerAsync(module, demo.ConfigPath, story);

story.Chapter("Start-WorkerRunner gave:");
story.Quote(exit.Description);
if (DemoWorker.WhatIsMissing(sandbox, exit) is { } missing)
{
    story.Chapter($"The story is not complete: {missing}");
    return 1;
}
story.Chapter("The worker registered, got its secrets, logged, reported an error, took new credentials, and ended. That is all there is to it.");
return 0;
