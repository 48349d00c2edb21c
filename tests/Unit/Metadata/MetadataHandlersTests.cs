using WorkerRunner.Metadata;

namespace WorkerRunner.Tests.Metadata;

public sealed class MetadataHandlersTests
{
    [Fact]
    public void Requests_go_straight_to_the_service()
    {
        using var handler = Assert.IsType<HttpClientHandler>(MetadataHandlers.Create());
        Assert.False(handler.UseProxy);
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
    }

    [Fact]
    public void As_many_requests_as_a_provider_makes_go_out_together()
    {
        using var handler = Assert.IsType<HttpClientHandler>(MetadataHandlers.Create());
        Assert.True(handler.MaxConnectionsPerServer >= 10);
    }
}
