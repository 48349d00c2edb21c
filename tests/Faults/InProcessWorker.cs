using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using WorkerRunner.Machine;

namespace WorkerRunner.Faults.Tests;

/// <summary>
/// A worker that makes its runner do all that a runner does: it reports an error, waits for new credentials or to be told to
/// end, and ends well; without either after three minutes.
/// </summary>
internal sealed class InProcessWorker : IChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly WorkerOutput output = new();
    private readonly Pipe input = new();
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> secrets = [];
    private readonly TimeProvider time;

    public InProcessWorker(TimeProvider time)
    {
        this.time = time;
        Input = input.Writer.AsStream();
        _ = Task.Run(LiveAsync);
    }

    public int Id => Environment.ProcessId;

    public Stream Output => output;

    public Stream Errors => Stream.Null;

    public bool HasFamily => !exited.Task.IsCompleted;

    public Stream Input { get; }

    public Task<int> Exited => exited.Task;

    /// <summary>Whether its runner has dealt with all that it said.</summary>
    public bool IsHeard => output.IsDealtWith;

    /// <summary>Whether it was told to end rather than given new credentials.</summary>
    public bool ToldToEnd { get; private set; }

    /// <summary>The access tokens and certificates that it was sent.</summary>
    public IReadOnlyList<string> Secrets
    {
        get
        {
            lock (secrets)
                return [.. secrets];
        }
    }

    public bool Interrupt()
    {
        End(0);
        return true;
    }

    public void KillTree() => End(137);

    public void Dispose()
    {
    }

    private async Task LiveAsync()
    {
        Say("""~{"type":"hello","capabilities":["log","error-report","shutdown","graceful-termination","new-credentials"]}""");
        var told = ListenAsync();
        await Task.WhenAny(told, Task.Delay(Patience, time));
        Say("worker ends");
        End(0);
    }

    private async Task ListenAsync()
    {
        using var reader = new StreamReader(input.Reader.AsStream());
        while (await reader.ReadLineAsync() is { } line)
        {
            var message = JsonElement.Parse(line[1..]);
            switch (message.GetProperty("type").GetString())
            {
                case "welcome":
                    Say("""~{"type":"error-report","kind":"worker-error","title":"T","description":"D","extra":{"a":1}}""");
                    break;
                case "new-credentials":
                    Keep(message, "access-token", "certificate");
                    return;
                case "graceful-termination":
                    ToldToEnd = true;
                    return;
            }
        }
    }

    private void Keep(JsonElement message, params ReadOnlySpan<string> properties)
    {
        lock (secrets)
        {
            foreach (var property in properties)
            {
                if (message.TryGetProperty(property, out var value) && value.GetString() is { Length: > 0 } secret)
                    secrets.Add(secret);
            }
        }
    }

    private void Say(string line) => output.Say(Encoding.UTF8.GetBytes(line + "\n"));

    private void End(int code)
    {
        output.End();
        exited.TrySetResult(code);
    }
}
