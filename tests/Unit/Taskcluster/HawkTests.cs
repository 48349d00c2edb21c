using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Taskcluster;

public sealed class HawkTests
{
    private static readonly Regex Fields = new("([a-z]+)=\"([^\"]*)\"");

    [Fact]
    public void The_mac_is_the_one_of_the_specification() =>
        Assert.Equal(
            "6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=",
            Hawk.Mac("werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", 1353832234, "j4h3g2", "GET", "/resource/1?b=1&a=2", "example.com", 8000, "some-app-ext-data"));

    [Fact]
    public void Without_a_certificate_there_is_no_ext()
    {
        var header = Authorize(new Credentials("the/client", new Secret("token")));
        Assert.Matches("^Hawk id=\"the/client\", ts=\"1795447770\", nonce=\"[A-Za-z0-9+/]{8}\", mac=\"[A-Za-z0-9+/]{43}=\"$", header);
    }

    [Fact]
    public void The_certificate_goes_along_as_an_object()
    {
        var header = Authorize(new Credentials("c", new Secret("token"), new Secret("{\"version\": 1, \"issuer\":\"static/x\"}")));
        using var ext = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(Field(header, "ext"))));
        Assert.Equal("static/x", ext.RootElement.GetProperty("certificate").GetProperty("issuer").GetString());
        Assert.False(ext.RootElement.TryGetProperty("authorizedScopes", out _));
    }

    [Fact]
    public void The_mac_signs_what_the_header_says()
    {
        var header = Authorize(new Credentials("c", new Secret("token"), new Secret("{\"version\":1}")));
        var expected = Hawk.Mac("token", 1795447770, Field(header, "nonce"), "DELETE", "/api/a%2Fb", "tc.example.com", 443, Field(header, "ext"));
        Assert.Equal(expected, Field(header, "mac"));
    }

    [Fact]
    public void Every_header_has_a_nonce_of_its_own()
    {
        var credentials = new Credentials("c", new Secret("token"));
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Field(Authorize(credentials), "nonce")).Distinct().Count());
    }

    private static string Authorize(Credentials credentials) => Hawk.Authorize(credentials, "DELETE", World.RootUrl, "/api/a%2Fb", TestTime.Origin);

    private static string Field(string header, string name) => Fields.Matches(header).Cast<Match>().Single(m => m.Groups[1].Value == name).Groups[2].Value;
}
