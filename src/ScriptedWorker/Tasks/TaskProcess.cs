using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace WorkerRunner.ScriptedWorker.Tasks;

/// <summary>Executes a task's commands, one after another, as generic-worker does: on Windows lines of a batch file, elsewhere programs with arguments.</summary>
internal sealed class TaskProcess
{
    private readonly IReadOnlyList<ProcessStartInfo> commands;
    private readonly ArrayBufferWriter<byte> log = new();

    private TaskProcess(IReadOnlyList<ProcessStartInfo> commands) => this.commands = commands;

    /// <summary>What the commands wrote.</summary>
    public byte[] Log
    {
        get
        {
            lock (log)
                return log.WrittenSpan.ToArray();
        }
    }

    /// <summary>The commands of a payload; null where it has none that this operating system can execute.</summary>
    public static TaskProcess? Of(JsonElement payload)
    {
        if (!payload.TryGetProperty("command", out var command) || command.ValueKind != JsonValueKind.Array || command.GetArrayLength() == 0)
            return null;
        var read = command.EnumerateArray().Select(Read).ToList();
        return read.Contains(null) ? null : new TaskProcess(read!);
    }

    /// <summary>Executes them until one fails; the result is the last exit code. Cancelled, it kills the one that runs.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var command in commands)
        {
            if (await RunAsync(command, cancellationToken) is var exitCode and not 0)
                return exitCode;
        }

        return 0;
    }

    private async Task<int> RunAsync(ProcessStartInfo command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(command)!;
        process.StandardInput.Close();
        var copies = Task.WhenAll(CopyAsync(process.StandardOutput.BaseStream), CopyAsync(process.StandardError.BaseStream));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await copies.WaitAsync(cancellationToken);
        return process.ExitCode;
    }

    private async Task CopyAsync(Stream output)
    {
        var buffer = new byte[4096];
        while (await output.ReadAsync(buffer) is > 0 and var count)
        {
            lock (log)
                log.Write(buffer.AsSpan(0, count));
        }
    }

    private static ProcessStartInfo? Read(JsonElement command)
    {
        if (OperatingSystem.IsWindows())
            return command.ValueKind == JsonValueKind.String ? Start("cmd.exe", ["/d", "/c", command.GetString()!]) : null;
        if (command.ValueKind != JsonValueKind.Array || command.GetArrayLength() == 0 || command.EnumerateArray().Any(part => part.ValueKind != JsonValueKind.String))
            return null;
        var parts = command.EnumerateArray().Select(part => part.GetString()!).ToList();
        return Start(parts[0], parts.Skip(1));
    }

    private static ProcessStartInfo Start(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
