using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Runs;

public sealed class RunSecretsTests
{
    private static readonly WorkerRun Run = World.Run() with
    {
        Credentials = new Credentials("client", new Secret("token-of-the-run"), new Secret("certificate-of-the-run")),
        RegistrationSecret = new Secret("registration-secret"),
        WorkerConfig = new ConfigObject([new("key", new Secret("secret-of-the-pool"))]),
        Files = [new WorkerFile("f", new Secret(Convert.ToBase64String("content-of-a-private-file"u8.ToArray())), WorkerFileFormat.File, "test") { IsPrivate = true }],
    };

    [Theory]
    [InlineData("access-token-of-standalone")]
    [InlineData("token-of-the-run")]
    [InlineData("certificate-of-the-run")]
    [InlineData("registration-secret")]
    [InlineData("secret-of-the-pool")]
    [InlineData("content-of-a-private-file")]
    public void Everything_secret_of_a_run_is_masked(string secret)
    {
        var masker = new SecretMasker();
        masker.Add(Run);
        Assert.Equal("********", masker.Mask(secret));
    }
}
