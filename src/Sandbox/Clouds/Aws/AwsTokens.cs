using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Clouds.Aws;

/// <summary>IMDSv2's session tokens. Thread-safe.</summary>
internal sealed class AwsTokens(SandboxClock clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> expiries = new(StringComparer.Ordinal);

    /// <summary>A new token.</summary>
    public string Issue(TimeSpan lifetime)
    {
        var token = CredentialIssuer.NewSecret() + "==";
        lock (gate)
            expiries[token] = clock.Now + lifetime;
        return token;
    }

    /// <summary>How long a token is good yet; null when it is not.</summary>
    public TimeSpan? TimeLeft(string? token)
    {
        lock (gate)
        {
            return token is not null && expiries.TryGetValue(token, out var expiry) && expiry > clock.Now
                ? expiry - clock.Now
                : null;
        }
    }

    /// <summary>Makes all tokens invalid.</summary>
    public void Revoke()
    {
        lock (gate)
            expiries.Clear();
    }
}
