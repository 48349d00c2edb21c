using System.Text;
using System.Text.Json;
using WorkerRunner.Machine;

namespace WorkerRunner.Properties.Lives;

/// <summary>A worker process of a life: it begins with the credentials of its file and does what the life tells it to.</summary>
internal sealed class LifeWorker : WriteOnlyStream, IChildProcess, IHeededWorker
{
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScriptedInput output = new();
    private readonly ScriptedInput errors = new();

    public int Id => 4711;

    /// <summary>Whose credentials it has.</summary>
    public required string ClientId { get; set; }

    /// <summary>Called when it is told to end.</summary>
    public Action OnTold { get; set; } = () => { };

    /// <summary>Called when it is interrupted.</summary>
    public Action OnInterrupt { get; set; } = () => { };

    /// <summary>Called with new credentials.</summary>
    public Action OnRenewed { get; set; } = () => { };

    public bool Runs => !exited.Task.IsCompleted;

    public bool IsHeard => output.IsAwaited && errors.IsAwaited;

    public int Held => 0;

    public Stream Output => output;

    public Stream Errors => errors;

    public Stream Input => this;

    public Task<int> Exited => exited.Task;

    public bool HasFamily => Runs;

    public void Say(object message) => output.Add(Encoding.UTF8.GetBytes("~" + JsonSerializer.Serialize(message) + "\n"));

    public void End(int code)
    {
        SwitchOff();
        exited.TrySetResult(code);
    }

    /// <summary>It is gone without an end that anybody sees.</summary>
    public void SwitchOff()
    {
        output.End();
        errors.End();
    }

    public bool Interrupt()
    {
        OnInterrupt();
        return true;
    }

    public void KillTree() => End(137);

    public override void Write(byte[] buffer, int offset, int count)
    {
        using var json = JsonDocument.Parse(buffer.AsMemory(offset + 1, count - 1));
        switch (json.RootElement.GetProperty("type").GetString())
        {
            case "new-credentials":
                ClientId = json.RootElement.GetProperty("client-id").GetString()!;
                OnRenewed();
                break;
            case "graceful-termination":
                OnTold();
                break;
        }
    }
}
