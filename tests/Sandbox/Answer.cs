using System.Net;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests;

/// <summary>An answer's status and JSON.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Body)
{
    public string Code => Body.GetProperty("code").GetString()!;

    /// <summary>The error message up to its rule.</summary>
    public string Message => Body.GetProperty("message").GetString()!.Split("\n\n---\n\n")[0];

    public string Secret => Body.GetProperty("secret").GetString()!;

    public Credentials Credentials => Credentials.From(Body.GetProperty("credentials"));
}
