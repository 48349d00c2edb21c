using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Logging;

public sealed class SecretMaskerTests
{
    private const string Value = "s3cret/value+with \"quotes\" é";

    private readonly SecretMasker masker = new();

    [Theory]
    [InlineData("", "")]
    [InlineData("before ", " after")]
    [InlineData("=", "=")]
    public void A_secret_is_masked_as_it_is(string before, string after)
    {
        Add(Value);
        Assert.Equal($"{before}********{after}", masker.Mask(before + Value + after));
    }

    [Fact]
    public void A_secret_is_masked_as_it_looks_in_JSON()
    {
        Add(Value);
        var json = JsonEncodedText.Encode(Value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        Assert.Contains("\\\"quotes\\\"", json, StringComparison.Ordinal);
        Assert.Equal("{\"a\":\"********\"}", masker.Mask($"{{\"a\":\"{json}\"}}"));
    }

    [Theory]
    [InlineData("back\\slash-9", """back\\slash-9""")]
    [InlineData("C:\\a\"b\\\"c", """C:\\a\"b\\\"c""")]
    public void A_backslash_is_two_in_JSON(string secret, string json)
    {
        Add(secret);
        Assert.Equal("{\"a\":\"********\"}", masker.Mask($"{{\"a\":\"{json}\"}}"));
    }

    [Fact]
    public void A_secret_is_masked_as_it_looks_in_a_URL()
    {
        Add(Value);
        Assert.Equal("https://x/?a=********&b", masker.Mask($"https://x/?a={Uri.EscapeDataString(Value)}&b"));
    }

    [Fact]
    public void A_secret_is_masked_in_base64_wherever_it_stands_in_it()
    {
        const string secret = "access-token-0123456789abcdef";
        Add(secret);
        for (var before = 0; before < 12; before++)
            for (var after = 0; after < 12; after++)
            {
                var text = masker.Mask(Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('b', before) + secret + new string('a', after))));
                Assert.Contains("********", text, StringComparison.Ordinal);
                // Of the ends at most two bytes are in characters that they share with their neighbours.
                Assert.True(text.Length <= 8 + (before + after + 4) * 4 / 3 + 8, text);
            }
    }

    [Theory]
    [InlineData("""\u0026\u003c\u003e\"'+/\u2028é€😀""")]
    [InlineData("""\u0026\u003c\u003e\"'+/\u2028\u00e9\u20ac\ud83d\ude00""")]
    [InlineData("""&<>\"'+/\u2028\u00e9\u20ac\ud83d\ude00""")]
    [InlineData("""&<>\"'+/\u2028\u00E9\u20AC\uD83D\uDE00""")]
    [InlineData("""&<>\"'+\/\u2028\u00e9\u20ac\ud83d\ude00""")]
    [InlineData("""\u0026\u003C\u003E\u0022\u0027\u002B/\u2028\u00E9\u20AC\uD83D\uDE00""")]
    [InlineData("""&<>\"'+/\u2028é€\uD83D\uDE00""")]
    public void A_secret_is_masked_as_other_writers_of_JSON_write_it(string json)
    {
        Add("&<>\"'+/\u2028é€😀");
        Assert.Equal("{\"a\":\"********\"}", masker.Mask($"{{\"a\":\"{json}\"}}"));
    }

    [Fact]
    public void A_secret_is_masked_as_NET_and_its_relaxed_writer_write_it()
    {
        const string secret = "&<>\"'+`/\u2028\u0085\u007fé€😀\t\b";
        Add(secret);
        foreach (var encoder in new[] { JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            Assert.Equal("********", masker.Mask(JsonEncodedText.Encode(secret, encoder).ToString()));
    }

    [Theory]
    [InlineData("s3cret%2Fvalue%2Bwith+%22quotes%22+%C3%A9")]
    [InlineData("s3cret%2fvalue%2bwith%20%22quotes%22%20%c3%a9")]
    public void A_secret_is_masked_as_other_writers_of_URLs_write_it(string url)
    {
        Add(Value);
        Assert.Equal("x=********&y", masker.Mask($"x={url}&y"));
    }

    [Fact]
    public void A_secret_is_masked_in_base64url()
    {
        const string secret = "~~~???>>>~~~???>>>";
        Add(secret);
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("ab" + secret)).Replace('+', '-').Replace('/', '_');
        Assert.InRange(masker.Mask(encoded).Length, 8, 16);
    }

    [Fact]
    public void Of_credentials_the_last_generations_are_masked_and_memory_is_bounded()
    {
        Add("lasting-secret");
        for (var i = 0; i < 500; i++) masker.Add(new Credentials("c", new Secret($"access-token-{i:d4}")), new Secret($"registration-{i:d4}"));
        Assert.Equal("********", masker.Mask("lasting-secret"));
        for (var i = 496; i < 500; i++) Assert.Equal("******** ********", masker.Mask($"access-token-{i:d4} registration-{i:d4}"));
        Assert.Equal("access-token-0495", masker.Mask("access-token-0495"));
    }

    [Fact]
    public void Credentials_that_are_named_again_push_out_none()
    {
        masker.Add(new Credentials("c", new Secret("access-token-0")), null);
        for (var i = 0; i < 10; i++) masker.Add(new Credentials("c", new Secret("access-token-1")), null);
        Assert.Equal("********", masker.Mask("access-token-0"));
    }

    [Theory]
    [InlineData("bm8gc2VjcmV0IGF0IGFsbA==", true, "no secret at all", "********")]
    [InlineData("bm8gc2VjcmV0IGF0IGFsbA==", false, "no secret at all", "no secret at all")]
    [InlineData("not base64 at all", true, "not base64 at all", "********")]
    public void Of_files_the_private_ones_are_masked(string content, bool isPrivate, string text, string masked)
    {
        masker.Add([new WorkerFile("/f", new Secret(content), WorkerFileFormat.File, "") { IsPrivate = isPrivate }]);
        Assert.Equal(masked, masker.Mask(text));
    }

    [Fact]
    public void Each_line_of_a_secret_of_several_is_masked_by_itself()
    {
        Add("-----BEGIN KEY-----\r\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n");
        Assert.Equal("a ******** b", masker.Mask("a MIIEvQIBADANBg b"));
        Assert.Equal("********\n********", masker.Mask("MIIEvQIBADANBg\nkqhkiG9w0BAQEF"));
        Assert.DoesNotContain("kqhkiG9w", masker.Mask("x -----BEGIN KEY-----\\r\\nMIIEvQIBADANBg\\nkqhkiG9w0BAQEF\\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_secrets_that_begin_alike_the_longest_is_masked_whole()
    {
        Add("token-1234");
        Add("token-1234567890");
        Assert.Equal("********;********", masker.Mask("token-1234567890;token-1234"));
    }

    [Fact]
    public void Secrets_within_each_other_leave_nothing()
    {
        Add("inner-secret");
        Add("outer-inner-secret-outer");
        Assert.Equal("x ******** y ********", masker.Mask("x outer-inner-secret-outer y inner-secret"));
    }

    [Fact]
    public void Secrets_that_overlap_leave_nothing_of_either()
    {
        Add("first-secret-shared");
        Add("shared-second-secret");
        Add("secret-third");
        Assert.Equal("x ******** y", masker.Mask("x first-secret-shared-second-secret-third y"));
    }

    [Fact]
    public void Secrets_side_by_side_and_repeated_are_all_masked()
    {
        Add("aaaaaaaa");
        Add("bbbbbbbb");
        Assert.Equal("****************-********", masker.Mask("aaaaaaaabbbbbbbb-bbbbbbbb"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("1234567")]
    [InlineData("ééé")]
    public void Texts_under_8_bytes_are_left_alone(string text)
    {
        Add(text);
        Assert.Equal($"a {text} b", masker.Mask($"a {text} b"));
    }

    [Fact]
    public void Texts_of_8_bytes_are_masked()
    {
        Add("12345678");
        Add("éééé");
        Assert.Equal("a ******** b ********", masker.Mask("a 12345678 b éééé"));
    }

    [Fact]
    public void Nothing_but_the_secret_changes()
    {
        Add("12345678");
        var random = new Random(4711);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            var masked = new ByteBuffer(1);
            Assert.False(masker.TryMask(bytes, masked));
            Assert.True(masker.TryMask([.. bytes, .. "12345678"u8, .. bytes], masked));
            Assert.Equal([.. bytes, .. "********"u8, .. bytes], masked.Written.ToArray());
        }
    }

    [Fact]
    public void Whatever_secrets_and_text_none_of_them_is_left()
    {
        // A small alphabet, so that secrets overlap, contain and repeat each other in every way.
        var random = new Random(4711);
        for (var i = 0; i < 2000; i++)
        {
            var several = new SecretMasker();
            var secrets = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Letters(random, random.Next(8, 14))).ToList();
            foreach (var secret in secrets) several.Add(new Secret(secret));
            var text = string.Concat(Enumerable.Range(0, 6).Select(_ => random.Next(2) == 0 ? secrets[random.Next(secrets.Count)] : Letters(random, random.Next(6))));
            var hidden = new bool[text.Length];
            foreach (var secret in secrets)
                for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal))
                    Array.Fill(hidden, true, at, secret.Length);
            var left = string.Concat(text.Where((_, at) => !hidden[at]));
            Assert.Equal(left, several.Mask(text).Replace("*", "", StringComparison.Ordinal));
        }

        static string Letters(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(2))));
    }

    [Fact]
    public void Credentials_and_configurations_are_known_at_once()
    {
        masker.Add(new Credentials("the/client", new Secret("the-access-token"), new Secret("{\"seed\":\"x\"}")), new Secret("registration"));
        masker.AddAll(ConfigObject.Empty.Set("a.b", new ConfigArray([new Secret("deep-secret")])).Set("c", "not-a-secret"));
        masker.Add((Secret?)null);
        Assert.Equal(
            "the/client ******** ******** ******** ******** not-a-secret",
            masker.Mask("the/client the-access-token {\"seed\":\"x\"} registration deep-secret not-a-secret"));
    }

    private void Add(string secret) => masker.Add(new Secret(secret));
}
