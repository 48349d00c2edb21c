using System.Net;
using System.Reflection;
using WorkerRunner.Logging;
using WorkerRunner.Network;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests;

/// <summary>What .NET Framework does otherwise in Windows PowerShell, brought about here. It is the whole process's, so that these run alone.</summary>
[Collection(nameof(NetFrameworkTests))]
[CollectionDefinition(nameof(NetFrameworkTests), DisableParallelization = true)]
public sealed class NetFrameworkTests
{
    // UriSyntaxFlags.UnEscapeDotsAndSlashes: what http has in programs made for version 4.0 or for none.
    private const int UnescapesSlashes = 0x2000000;

    [Theory]
#pragma warning disable CA5364 // What the host may have is old.
    [InlineData(SecurityProtocolType.Tls, SecurityProtocolType.Tls | SecurityProtocolType.Tls12)]
    [InlineData(SecurityProtocolType.Tls11 | SecurityProtocolType.Tls12, SecurityProtocolType.Tls11 | SecurityProtocolType.Tls12)]
    [InlineData(SecurityProtocolType.SystemDefault, SecurityProtocolType.SystemDefault)]
#pragma warning restore CA5364
    public void Tls_1_2_is_added_and_nothing_is_taken_away(SecurityProtocolType before, SecurityProtocolType after)
    {
        var host = ServicePointManager.SecurityProtocol;
        try
        {
            ServicePointManager.SecurityProtocol = before;
            HttpHandlers.Create(new RunLog(TimeProvider.System, new RecordingLog()), TimeProvider.System, new ProxyRules(_ => null, _ => { })).Dispose();
            Assert.Equal(after, ServicePointManager.SecurityProtocol);
        }
        finally
        {
            ServicePointManager.SecurityProtocol = host;
        }
    }

    [Theory]
    [InlineData("/api/secrets/v1/secret/worker-pool%3Aproj%2Fwin?x=%2F")]
    [InlineData("/api/secrets/v1/secret/a%2F..%2Fb%5Cc")]
    public void A_slash_stays_escaped_where_the_host_would_unescape_it(string path)
    {
        var address = "http://127.0.0.1:1" + path;
        var parser = typeof(UriParser).GetField("HttpUri", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null);
        var flags = typeof(UriParser).GetField("m_Flags", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var host = flags.GetValue(parser);
        try
        {
            flags.SetValue(parser, Enum.ToObject(flags.FieldType, (int)host | UnescapesSlashes));
            Assert.NotEqual(path, new Uri(address).PathAndQuery);
            Assert.Equal(path, EscapedUri.Create(address).PathAndQuery);
            Assert.Equal(address, EscapedUri.Create(address).AbsoluteUri);
        }
        finally
        {
            flags.SetValue(parser, host);
        }
    }
}
