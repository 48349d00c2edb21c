using System.Text;

namespace WorkerRunner.Sandbox.Clouds.Aws;

/// <summary>The signature of an instance identity document.</summary>
internal static class IdentitySignature
{
    private const int LineLength = 64;

    /// <summary>Base64 in lines, as EC2 writes it: who joins or trims the lines changes it.</summary>
    public static string Of(string document)
    {
        var text = Convert.ToBase64String(CloudKey.Sign(Encoding.UTF8.GetBytes(document)));
        return string.Join('\n', text.Chunk(LineLength).Select(line => new string(line)));
    }
}
