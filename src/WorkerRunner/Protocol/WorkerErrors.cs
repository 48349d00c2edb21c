using WorkerRunner.Logging;

namespace WorkerRunner.Protocol;

/// <summary>What a worker writes to stderr: no part of the protocol, and masked like all that it says.</summary>
/// <param name="input">Its stderr.</param>
/// <param name="log">Knows the secrets, and takes the lines where nothing else does.</param>
/// <param name="heard">Told of each.</param>
/// <param name="passOn">Where they go as they are; null for the log.</param>
internal sealed class WorkerErrors(Stream input, RunLog log, Stream? passOn, LastHeard heard) : ILineReceiver
{
    private readonly TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ByteBuffer masked = new(256);
    private bool saidThatItFails;

    /// <summary>Completes when nothing more comes.</summary>
    public Task Ended => ended.Task;

    /// <summary>Begins to read, on a thread of its own.</summary>
    public void Start() => new Thread(Read) { IsBackground = true, Name = "worker stderr" }.Start();

    void ILineReceiver.OnOutput(ReadOnlySpan<byte> lines) => Output(lines);

    void ILineReceiver.OnCut(ReadOnlySpan<byte> kept, long dropped)
    {
        // A secret that is cut through would not be found.
        var shown = log.Secrets.LengthBeforeBegun(kept);
        Output(kept.Slice(0, shown));
        log.Write(Messages.ErrorLineCut(LineReader.LongestLine >> 20, dropped + kept.Length - shown));
    }

    bool ILineReceiver.OnMessage(ReadOnlyMemory<byte> json) => false;

    private void Output(ReadOnlySpan<byte> lines)
    {
        heard.Now();
        if (passOn is null) log.Worker.ErrorLines(lines);
        else PassOn(lines, passOn);
    }

    private void Read()
    {
        try
        {
            new LineReader(input, this).ReadToEnd();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was closed, by whoever did not want to read on.
        }
        finally
        {
            ended.TrySetResult(true);
        }
    }

    /// <summary>In one piece with its end, so that what others write there comes between lines only.</summary>
    private void PassOn(ReadOnlySpan<byte> lines, Stream target)
    {
        masked.Clear();
        if (!log.Secrets.TryMask(lines, masked)) masked.Append(lines);
        masked.Append((byte)'\n');
        try
        {
            target.Write(masked.Bytes, 0, masked.Length);
        }
        catch (IOException e) when (!saidThatItFails)
        {
            saidThatItFails = true;
            log.Write(Messages.ErrorsNotPassedOn(e.Message));
        }
        catch (IOException)
        {
            // Said already; the next lines may be luckier.
        }
    }
}
