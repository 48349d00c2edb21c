using System.IO.Pipes;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Tests.Machine.Windows;

public sealed class WindowsPipeFactoryTests
{
    private readonly WindowsPipeFactory factory = new();
    private readonly string name = "worker-runner-test-" + Guid.NewGuid().ToString("N");

    [WindowsFact]
    public async Task A_pipe_carries_bytes_both_ways_and_tells_who_opened_it()
    {
        using var pipe = factory.Listen(Full, PipeDirection.InOut);
        using var client = await OpenAsync(pipe, PipeDirection.InOut);
        await client.WriteAsync("to us"u8.ToArray(), Test.Token);
        Assert.Equal("to us"u8.ToArray(), Read(pipe.Stream, 5));
        pipe.Stream.Write("to you"u8);
        Assert.Equal("to you"u8.ToArray(), Read(client, 6));
        Assert.Equal(Environment.ProcessId, pipe.ClientProcessId);
    }

    [WindowsFact]
    public async Task One_way_pipes_carry_one_way()
    {
        using var input = factory.Listen(Full + "-input", PipeDirection.In);
        using var output = factory.Listen(Full + "-output", PipeDirection.Out);
        using var writer = await OpenAsync(input, PipeDirection.Out, "-input");
        using var reader = await OpenAsync(output, PipeDirection.In, "-output");
        await writer.WriteAsync("to us"u8.ToArray(), Test.Token);
        Assert.Equal("to us"u8.ToArray(), Read(input.Stream, 5));
        output.Stream.Write("to you"u8);
        Assert.Equal("to you"u8.ToArray(), Read(reader, 6));
    }

    [WindowsFact]
    public void A_name_that_somebody_listens_on_is_an_error()
    {
        // With one instance: Wine ignores that we insist on being the first, and would give us one of the squatter's further ones.
        using var squatter = new NamedPipeServerStream(name);
        Assert.Equal($"{Full} already exists; another process is listening on it.", Assert.Throws<IOException>(() => factory.Listen(Full, PipeDirection.InOut)).Message);
    }

    [WindowsFact]
    public void Nobody_can_listen_on_our_name_beside_us()
    {
        using var pipe = factory.Listen(Full, PipeDirection.InOut);
        Assert.ThrowsAny<Exception>(() => new NamedPipeServerStream(name, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances).Dispose());
    }

    [WindowsFact]
    public async Task Only_one_can_open_it()
    {
        using var pipe = factory.Listen(Full, PipeDirection.InOut);
        using var client = await OpenAsync(pipe, PipeDirection.InOut);
        using var second = new NamedPipeClientStream(".", name, PipeDirection.InOut);
        Assert.ThrowsAny<Exception>(() => second.Connect(0));
    }

    [WindowsFact]
    public async Task A_client_that_does_not_read_does_not_keep_us_from_reading()
    {
        using var pipe = factory.Listen(Full, PipeDirection.InOut);
        using var client = await OpenAsync(pipe, PipeDirection.InOut);
        var writing = Task.Run(() => pipe.Stream.Write(new byte[1024 * 1024]), Test.Token);
        await client.WriteAsync("still heard"u8.ToArray(), Test.Token);
        Assert.Equal("still heard"u8.ToArray(), Read(pipe.Stream, 11));
        Assert.False(writing.IsCompleted);
        pipe.Dispose();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => writing.Soon());
        Assert.True(error is IOException or ObjectDisposedException or OperationCanceledException, error.ToString());
    }

    [WindowsFact]
    public async Task The_end_of_the_client_is_the_end_of_what_is_read()
    {
        using var pipe = factory.Listen(Full, PipeDirection.In);
        using (var client = await OpenAsync(pipe, PipeDirection.Out)) await client.WriteAsync("bye"u8.ToArray(), Test.Token);
        Assert.Equal("bye"u8.ToArray(), Read(pipe.Stream, 3));
        Assert.Equal(0, pipe.Stream.Read(new byte[1], 0, 1));
    }

    [WindowsFact]
    public async Task A_read_under_way_ends_with_the_pipe()
    {
        using var pipe = factory.Listen(Full, PipeDirection.In);
        using var client = await OpenAsync(pipe, PipeDirection.Out);
        var reading = Task.Run(() => pipe.Stream.Read(new byte[1], 0, 1), Test.Token);
        pipe.Dispose();
        var error = await Record.ExceptionAsync(() => reading.Soon());
        Assert.True(error is null or IOException or ObjectDisposedException or OperationCanceledException, error?.ToString());
    }

    [WindowsFact]
    public async Task Waiting_for_a_client_can_be_broken_off()
    {
        using var pipe = factory.Listen(Full, PipeDirection.In);
        using var cancel = new CancellationTokenSource();
        var waiting = pipe.ConnectedAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
    }

    private string Full => @"\\.\pipe\" + name;

    private async Task<NamedPipeClientStream> OpenAsync(WorkerRunner.Machine.IPipe pipe, PipeDirection direction, string suffix = "")
    {
        var connected = pipe.ConnectedAsync(Test.Token);
        var client = new NamedPipeClientStream(".", name + suffix, direction, PipeOptions.Asynchronous);
        await client.ConnectAsync(0, Test.Token);
        await connected.Soon();
        return client;
    }

    private static byte[] Read(Stream stream, int count)
    {
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
