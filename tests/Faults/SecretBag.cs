using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace WorkerRunner.Faults.Tests;

/// <summary>The secrets of answers that a fault has had its hands on: what a runner could not read it must not quote either.</summary>
internal sealed partial class SecretBag
{
    private readonly ConcurrentBag<string> secrets = [];

    public IEnumerable<string> Secrets => secrets;

    /// <summary>Looks through an answer's body and gives it back.</summary>
    public byte[] Note(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        foreach (Match match in Property().Matches(text))
            secrets.Add(match.Groups[1].Value);
        // A token or a signature, where the whole answer is one; not an object, a path or a name.
        if (text.Length > 40 && !text.Any(c => char.IsWhiteSpace(c) || c is '{' or '/'))
            secrets.Add(text);
        return body;
    }

    [GeneratedRegex("""
        "(?:accessToken|secret|signature|password)": ?"([^"]{16,})"
        """)]
    private static partial Regex Property();
}
