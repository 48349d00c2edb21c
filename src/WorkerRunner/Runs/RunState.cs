using System.Globalization;
using WorkerRunner.Values;

namespace WorkerRunner.Runs;

/// <summary>A run as a tree: what the restart cache holds and what the dummy worker says.</summary>
internal static class RunState
{
    public static ConfigObject Of(WorkerRun run) => new(
    [
        new("rootURL", run.RootUrl.Text),
        new("workerPoolID", run.Identity.WorkerPoolId),
        new("providerID", run.Identity.ProviderId),
        new("workerGroup", run.Identity.WorkerGroup),
        new("workerID", run.Identity.WorkerId),
        new("credentials", new ConfigObject(
        [
            new("clientId", run.Credentials.ClientId),
            new("accessToken", run.Credentials.AccessToken),
            new("certificate", run.Credentials.Certificate),
        ])),
        new("expires", run.CredentialsExpire?.ToString("O", CultureInfo.InvariantCulture)),
        new("secret", run.RegistrationSecret),
        new("providerMetadata", run.ProviderMetadata),
        new("workerLocation", run.WorkerLocation),
        new("workerConfig", run.WorkerConfig),
    ]);
}
