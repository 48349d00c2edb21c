namespace WorkerRunner.Sandbox.Tests.Recorded;

/// <summary>Where facts are from: files of taskcluster v106's public sources, the libraries that they use, what was seen, or what a cloud's maker publishes.</summary>
internal static class Source
{
    public const string Seen = "seen on the real services, v106";
    public const string Api = "libraries/api/src/middleware, v106";
    public const string App = "libraries/app/src/index.js, v106";
    public const string Ajv = "libraries/validate with ajv 8.20 and ajv-formats 2.1.1";
    public const string Express = "express 5.2.1, body-parser 2.3.0 and compression 1.8.1";
    public const string WorkerManager = "services/worker-manager/src/api.js and providers/static.js, v106";
    public const string Secrets = "services/secrets/src/api.js, v106";
    public const string AwsMock = "aws/amazon-ec2-metadata-mock v1.13.0, README, docs and pkg/mock";
    public const string AzureMock = "Azure-Samples/scheduled-events-mock-server, README, main.py and test_main.py";
    public const string AzureDocs = "learn.microsoft.com/azure/virtual-machines/windows/scheduled-events";
}
