using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>What Azure attests of a VM: whose it is, and until when.</summary>
/// <param name="VmId">The VM.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record AttestedDocument(string VmId, DateTimeOffset Expires)
{
    private const string TimeFormat = "MM/dd/yy HH:mm:ss '-0000'";

    /// <summary>A signed text, which stands for the real one's base64 of a PKCS #7 message. No two are the same.</summary>
    public string Sign(DateTimeOffset created)
    {
        var content = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["licenseType"] = "",
            ["nonce"] = $"{created:yyyyMMdd}-{Guid.NewGuid():N}",
            ["subscriptionId"] = AzureDescription.SubscriptionId,
            ["timeStamp"] = new JsonObject { ["createdOn"] = Format(created), ["expiresOn"] = Format(Expires) },
            ["vmId"] = VmId,
        }.ToJsonString(JsonText.Wire));
        return Convert.ToBase64String([.. content, .. CloudKey.Sign(content)]);
    }

    /// <summary>Reads a signed text; null when Azure has not signed it.</summary>
    public static AttestedDocument? Read(string signed)
    {
        var bytes = new byte[signed.Length];
        if (!Convert.TryFromBase64String(signed, bytes, out var length) || length < CloudKey.SignatureSize)
            return null;
        var content = bytes.AsSpan(0, length - CloudKey.SignatureSize);
        if (!CloudKey.Verify(content, bytes.AsSpan(content.Length, CloudKey.SignatureSize)))
            return null;
        var json = JsonElement.Parse(content);
        var expires = json.GetProperty("timeStamp").GetProperty("expiresOn").GetString()!;
        return new AttestedDocument(
            json.GetProperty("vmId").GetString()!,
            DateTimeOffset.ParseExact(expires, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
