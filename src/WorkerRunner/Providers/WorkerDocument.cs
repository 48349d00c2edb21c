using System.Text.Json;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>
/// The JSON that worker-manager leaves for its instances in user-data (AWS) or an attribute (Google): which pool, which provider, which
/// group, which deployment.
/// </summary>
/// <param name="RootUrl">The deployment.</param>
/// <param name="RootUrlText">Its address exactly as worker-manager wrote it, a slash at its end included.</param>
/// <param name="WorkerPoolId">The pool.</param>
/// <param name="ProviderId">worker-manager's name for the provider.</param>
/// <param name="WorkerGroup">The group.</param>
/// <param name="WorkerConfig">Configuration that the instance was made with; null where there is none.</param>
internal sealed record WorkerDocument(RootUrl RootUrl, string RootUrlText, string WorkerPoolId, string ProviderId, string WorkerGroup, ConfigObject? WorkerConfig)
{
    /// <param name="text">The document; null where there is none.</param>
    /// <param name="place">Where it is set, for errors.</param>
    /// <exception cref="ProviderException">It is missing, or not what worker-manager would leave.</exception>
    public static WorkerDocument Read(string? text, string place)
    {
        if (text is null)
            throw new ProviderException($"{place} is missing.", "worker-manager sets it when it creates an instance: was this one created for a worker pool?");
        try
        {
            using var json = JsonInput.Parse(text);
            var root = json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement : throw new FormatException("it is not a JSON object.");
            var address = root.RequiredString("rootUrl");
            return new WorkerDocument(
                RootUrl.TryParse(address, out var rootUrl) ? rootUrl! : throw new FormatException($"\"rootUrl\" is {RootUrl.Not}."),
                address,
                root.RequiredString("workerPoolId"),
                root.RequiredString("providerId"),
                root.RequiredString("workerGroup"),
                root.OptionalObject("workerConfig") is { } config ? ConfigJson.ReadObject(config) : null);
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            throw new ProviderException($"{place} is not what worker-manager sets: {e.Message}", "Something else set it, or the worker pool's definition is at fault.", e);
        }
    }
}
