using System.IO.Pipes;

namespace WorkerRunner.ScriptedWorker;

/// <summary>
/// The named pipes of <c>--worker-runner-protocol-pipe</c>, opened once and without waiting, as generic-worker does. <c>--pipes</c> says
/// which: <c>two</c> one-way ones (the default), <c>duplex</c>, <c>input</c> alone, or <c>none</c>.
/// </summary>
internal sealed class ProtocolPipes(string name, string style)
{
    private const string Option = "--worker-runner-protocol-pipe";
    private const string StyleOption = "--pipes";
    private const string Prefix = @"\\.\pipe\";

    /// <summary>The pipes that the arguments name; null where they name none.</summary>
    public static ProtocolPipes? Find(string[] args) =>
        ValueOf(args, Option) is { } name ? new ProtocolPipes(name[Prefix.Length..], ValueOf(args, StyleOption) ?? "two") : null;

    /// <summary>Opens them; the inbox begins to read.</summary>
    public Outbox Connect(Inbox inbox)
    {
        var (input, output) = Open();
        inbox.StartReading(output);
        return new Outbox(input, pipe => pipe.Dispose());
    }

    private (Stream Input, Stream Output) Open()
    {
        if (style == "none")
            return (Stream.Null, Stream.Null);
        if (style == "duplex")
        {
            var both = Open(name, PipeDirection.InOut);
            return (both, both);
        }
        var input = Open(name + "-input", PipeDirection.Out);
        return (input, style == "input" ? Stream.Null : Open(name + "-output", PipeDirection.In));
    }

    private static NamedPipeClientStream Open(string pipe, PipeDirection direction)
    {
        var stream = new NamedPipeClientStream(".", pipe, direction, PipeOptions.Asynchronous);
        try
        {
            stream.Connect(timeout: 0);
            return stream;
        }
        catch (Exception e) when (e is TimeoutException or IOException or UnauthorizedAccessException)
        {
            throw new WorkerException(ExitCode.NoProtocolPipe, $"{pipe}: {e.Message}");
        }
    }

    private static string? ValueOf(string[] args, string option) =>
        Array.IndexOf(args, option) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;
}
