using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Google;

/// <summary>The identity token of a VM: a JSON Web Token, which stands for the real one that Google's key has signed.</summary>
internal static class IdentityToken
{
    private const string Header = """{"alg":"RS256","kid":"sandbox","typ":"JWT"}""";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Makes a token.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="full">Whether it tells which VM it is, too.</param>
    /// <param name="now">The time.</param>
    public static string Issue(GoogleInstance vm, string audience, bool full, DateTimeOffset now)
    {
        var claims = new JsonObject
        {
            ["aud"] = audience,
            ["azp"] = "104862398041234567890",
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = "https://accounts.google.com",
            ["sub"] = "104862398041234567890",
        };
        if (full)
            claims["google"] = new JsonObject { ["compute_engine"] = Describe(vm) };
        var unsigned = $"{Encode(Encoding.UTF8.GetBytes(Header))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString(JsonText.Wire)))}";
        return $"{unsigned}.{Encode(CloudKey.Sign(Encoding.UTF8.GetBytes(unsigned)))}";
    }

    /// <summary>The claims of a token; null when Google has not signed it.</summary>
    public static JsonElement? Read(string token)
    {
        if (token.Split('.') is not [var header, var claims, var signature])
            return null;
        var expected = Encode(CloudKey.Sign(Encoding.UTF8.GetBytes($"{header}.{claims}")));
        return signature == expected ? JsonElement.Parse(Base64Url.DecodeFromChars(claims)) : null;
    }

    private static JsonObject Describe(GoogleInstance vm) => new()
    {
        ["instance_creation_timestamp"] = vm.Created.ToUnixTimeSeconds(),
        ["instance_id"] = vm.WorkerId,
        ["instance_name"] = vm.Name,
        ["project_id"] = vm.ProjectId,
        ["project_number"] = GoogleInstance.ProjectNumber,
        ["zone"] = vm.Zone.Split('/')[^1],
    };

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
