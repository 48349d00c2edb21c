using System.Diagnostics;
using System.Globalization;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.Tests.Control;

public sealed class LocalEndpointsTests : IDisposable
{
    private const string SetPriv = "/usr/bin/setpriv";
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TempFolder folder = new();
    private readonly ILocalEndpoints endpoints;

    public LocalEndpointsTests() => endpoints = OwnEndpoints.In(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Bytes_go_both_ways_and_who_comes_is_known()
    {
        using var listener = endpoints.Listen();
        var accepting = Task.Run(listener.Accept, Test.Token);
        using var client = endpoints.Connect(listener.Name);
        using var server = (await accepting.Soon())!;
        Assert.Contains($"process {Environment.ProcessId}", server.Peer, StringComparison.Ordinal);
        client.Write("to us"u8.ToArray(), 5, Limit);
        Assert.True(server.HasMoreWithin(Limit));
        var bytes = new byte[10];
        Assert.Equal(5, server.Read(bytes, 0, 10, Limit));
        server.Write("to you"u8.ToArray(), 6, Limit);
        Assert.Equal(6, client.Read(bytes, 0, 10, Limit));
        Assert.False(server.HasLeft);
        client.Dispose();
        Assert.Equal(0, server.Read(bytes, 0, 10, Limit));
        Assert.True(server.HasLeft);
    }

    [Fact]
    public async Task Who_says_nothing_or_takes_nothing_is_not_waited_for()
    {
        using var listener = endpoints.Listen();
        var accepting = Task.Run(listener.Accept, Test.Token);
        using var client = endpoints.Connect(listener.Name);
        using var server = (await accepting.Soon())!;
        Assert.False(server.HasMoreWithin(TimeSpan.FromMilliseconds(1)));
        Assert.Throws<TimeoutException>(() => server.Read(new byte[1], 0, 1, TimeSpan.FromMilliseconds(1)));
        var much = new byte[4 * 1024 * 1024];
        Assert.Throws<TimeoutException>(() => server.Write(much, much.Length, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task A_listener_that_is_disposed_of_is_not_found_and_takes_nobody_in()
    {
        var listener = endpoints.Listen();
        var accepting = Task.Run(listener.Accept, Test.Token);
        Assert.Equal([listener.Name], endpoints.List());
        listener.Dispose();
        Assert.Null(await accepting.Soon());
        Assert.Empty(endpoints.List());
        Assert.Throws<FileNotFoundException>(() => endpoints.Connect(listener.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../1")]
    [InlineData("x")]
    [InlineData("1143")]
    public void What_is_not_the_name_of_a_runner_is_not_found(string name) => Assert.Throws<FileNotFoundException>(() => endpoints.Connect(name));

    [Fact]
    public void What_a_dead_process_left_behind_is_removed()
    {
        Test.UnixOnly();
        Test.RootOnly();
        using var listener = endpoints.Listen();
        var dead = Path.Combine(OwnEndpoints.FolderIn(folder).Path, "4194304.sock");
        Unix.MakeSocket(dead);
        Assert.Equal([listener.Name], endpoints.List());
        Assert.False(File.Exists(dead));
    }

    [Fact]
    public void The_name_of_a_dead_process_is_taken_over_by_one_of_its_number()
    {
        Test.UnixOnly();
        Test.RootOnly();
        OwnEndpoints.FolderIn(folder).Create();
        Unix.MakeSocket(Path.Combine(OwnEndpoints.FolderIn(folder).Path, $"{Environment.ProcessId}.sock"));
        using var listener = endpoints.Listen();
        Assert.Equal($"{Environment.ProcessId}", listener.Name);
        endpoints.Connect(listener.Name).Dispose();
    }

    [Fact]
    public void The_folder_is_closed_to_others()
    {
        Test.UnixOnly();
        using var listener = endpoints.Listen();
        Assert.Equal(0, UnixFileCalls.Here.Look(OwnEndpoints.FolderIn(folder).Path, out var status));
        Assert.Equal(0x1c0, status.Permissions);
    }

    [Fact]
    public void A_folder_that_others_may_enter_a_link_and_a_strangers_folder_are_refused()
    {
        Test.UnixOnly();
        var place = OwnEndpoints.FolderIn(folder);
        Directory.CreateDirectory(place.Path);
        LibC.SetMode(place.Path, 0x1c1);
        Assert.Contains("is open to others (701)", Assert.Throws<IOException>(endpoints.Listen).Message, StringComparison.Ordinal);
        Directory.Delete(place.Path);
        Unix.MakeLink(place.Path, folder.Path);
        Assert.Contains("is not a folder", Assert.Throws<IOException>(endpoints.Listen).Message, StringComparison.Ordinal);
        File.Delete(place.Path);
        Assert.Contains("belongs to user", Assert.Throws<IOException>(new UnixEndpoints(place with { User = place.User + 1 }, () => []).Listen).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_too_long_for_a_socket_is_an_error()
    {
        Test.UnixOnly();
        var place = new EndpointFolder(folder.File(new string('x', 120)), LibC.CurrentUser);
        Assert.Contains("is too long for a socket", Assert.Throws<IOException>(new UnixEndpoints(place, () => []).Listen).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_has_his_own_folder()
    {
        Assert.Equal("/tmp/worker-runner-1000", EndpointFolder.Of(1000, _ => null).Path);
        Assert.Equal("/tmp/worker-runner-1000", EndpointFolder.Of(1000, _ => "relative").Path);
        Assert.Equal(new EndpointFolder("/run/user/1000/worker-runner", 1000), EndpointFolder.Of(1000, name => name == "XDG_RUNTIME_DIR" ? "/run/user/1000" : null));
        if (OperatingSystem.IsLinux()) Assert.Equal("/run/worker-runner", EndpointFolder.Of(0, _ => "/run/user/1000").Path);
    }

    [Fact]
    public void A_folder_of_ones_own_has_the_only_runners()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        var own = UnixEndpoints.Here(name => name == UnixEndpoints.FolderVariable ? folder.File("own") : null);
        using var listener = own.Listen();
        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Assert.Single(own.List()).Split('.')[0]);
        Assert.Single(Directory.GetFiles(folder.File("own")));
    }

    /// <summary>A task runs as another user. The folder alone keeps him out; here it is opened, and the socket too.</summary>
    [Fact]
    public async Task Another_user_gets_no_answer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists(SetPriv) && File.Exists(Python), "It needs root, setpriv and Python.");
        using var listener = endpoints.Listen();
        var path = Path.Combine(OwnEndpoints.FolderIn(folder).Path, listener.Name + ".sock");
        Assert.Equal("PermissionError\n", await AskAsync(path));
        foreach (var opened in (string[])[folder.Path, Path.GetDirectoryName(path)!, path]) LibC.SetMode(opened, 0x1ff);
        var accepting = Task.Run(listener.Accept, Test.Token);
        Assert.Equal("nothing\n", await AskAsync(path));
        Assert.False(accepting.IsCompleted);
        listener.Dispose();
        Assert.Null(await accepting.Soon());
    }

    private static async Task<string> AskAsync(string path)
    {
        const string ask = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX)
            try:
                s.connect(sys.argv[1])
                print(s.recv(100).decode() or "nothing")
            except Exception as e:
                print(type(e).__name__)
            """;
        var start = new ProcessStartInfo(SetPriv) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["--reuid=65534", "--regid=65534", "--clear-groups", Python, "-c", ask, path]) start.ArgumentList.Add(argument);
        using var asking = Process.Start(start)!;
        return await asking.StandardOutput.ReadToEndAsync(Test.Token);
    }
}
