using WorkerRunner.Sandbox;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>The variables that the clouds' own libraries know. They are the process's: tests that set them run one after another.</summary>
internal static class MetadataAddresses
{
    public const string Collection = "Addresses of metadata services";

    /// <summary>Points to the sandbox's clouds.</summary>
    public static void Are(SandboxServer sandbox) => Are(sandbox.Aws.Address, sandbox.Azure.Address, sandbox.Google.Address);

    /// <summary>Points to where nobody answers.</summary>
    public static void AreNowhere() => Are("http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9");

    private static void Are(string aws, string azure, string google)
    {
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_SERVICE_ENDPOINT", aws);
        Environment.SetEnvironmentVariable("AZURE_METADATA_ENDPOINT", azure);
        Environment.SetEnvironmentVariable("GCE_METADATA_HOST", new Uri(google).Authority);
    }
}
