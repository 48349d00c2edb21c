using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Taskcluster;

public sealed class RootUrlTests
{
    [Theory]
    [InlineData("https://tc.example.com", "https://tc.example.com", "tc.example.com", 443)]
    [InlineData("https://tc.example.com/", "https://tc.example.com", "tc.example.com", 443)]
    [InlineData("https://tc.example.com//", "https://tc.example.com", "tc.example.com", 443)]
    [InlineData("http://TC.Example.com", "http://TC.Example.com", "tc.example.com", 80)]
    [InlineData("http://127.0.0.1:8080/sub/", "http://127.0.0.1:8080/sub", "127.0.0.1", 8080)]
    public void An_address_is_taken_without_the_slash_at_its_end(string text, string expected, string host, int port)
    {
        var url = Parse(text);
        Assert.Equal(expected, url.Text);
        Assert.Equal(expected, url.ToString());
        Assert.Equal(host, url.Host);
        Assert.Equal(port, url.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("tc.example.com")]
    [InlineData("//tc.example.com")]
    [InlineData("ftp://tc.example.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://")]
    [InlineData("https:///x")]
    [InlineData("https://user:password@tc.example.com")]
    [InlineData("https://tc.example.com?a=b")]
    [InlineData("https://tc.example.com#part")]
    [InlineData("https://tc example.com")]
    public void What_is_no_address_of_a_deployment_is_refused(string text)
    {
        Assert.False(RootUrl.TryParse(text, out var url));
        Assert.Null(url);
    }

    [Fact]
    public void Each_segment_of_a_path_stays_one() =>
        Assert.Equal(
            "/api/worker-manager/v1/workers/proj-test%2Fwin/a%20%25%3F%23/%C3%A9%3A",
            Parse("https://tc.example.com").ApiPath("worker-manager", "workers", "proj-test/win", "a %?#", "é:"));

    [Fact]
    public void The_address_of_a_path_keeps_its_escapes()
    {
        var url = Parse("https://tc.example.com/sub");
        var path = url.ApiPath("secrets", "secret", "worker-pool:a/b");
        Assert.Equal("/sub/api/secrets/v1/secret/worker-pool%3Aa%2Fb", path);
        Assert.Equal("https://tc.example.com" + path, url.At(path).AbsoluteUri);
    }

    [Fact]
    public void Two_of_the_same_text_are_equal()
    {
        Assert.Equal(Parse("https://a.example"), Parse("https://a.example/"));
        Assert.NotEqual(Parse("https://a.example"), Parse("https://b.example"));
    }

    private static RootUrl Parse(string text)
    {
        Assert.True(RootUrl.TryParse(text, out var url), text);
        return url!;
    }
}
