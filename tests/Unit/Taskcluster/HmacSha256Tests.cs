using System.Security.Cryptography;
using System.Text;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Taskcluster;

public sealed class HmacSha256Tests
{
    /// <summary>The test cases of RFC 4231 (case 5 is a truncated hash), each key and message as hexadecimal digits.</summary>
    [Theory]
    [InlineData("0b*20", "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("aa*20", "dd*50", "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")]
    [InlineData("0102030405060708090a0b0c0d0e0f10111213141516171819", "cd*50", "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b")]
    [InlineData(
        "aa*131",
        "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")]
    [InlineData(
        "aa*131",
        "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c61726765722074"
        + "68616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2")]
    public void The_vectors_of_RFC_4231(string key, string message, string expected) =>
        Assert.Equal(Bytes(expected), HmacSha256.Compute(Bytes(key), Bytes(message)));

    /// <summary>Every length around the block's, for which padding differs, against .NET's own.</summary>
    [Fact]
    public void It_agrees_with_the_frameworks_at_every_length()
    {
        const int Seed = 4231;
        var random = new Random(Seed);
        for (var length = 0; length <= 260; length++)
        {
            var key = Some(random, random.Next(150));
            var message = Some(random, length);
            using var framework = new HMACSHA256(key);
            Assert.Equal(framework.ComputeHash(message), HmacSha256.Compute(key, message));
        }
    }

    private static byte[] Some(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Hexadecimal digits, or one byte's and how often it stands: <c>aa*20</c>.</summary>
    private static byte[] Bytes(string text)
    {
        if (text.Split('*') is [var one, var times])
            text = new StringBuilder().Insert(0, one, int.Parse(times, System.Globalization.CultureInfo.InvariantCulture)).ToString();
        var bytes = new byte[text.Length / 2];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = Convert.ToByte(text.Substring(2 * i, 2), 16);
        return bytes;
    }
}
