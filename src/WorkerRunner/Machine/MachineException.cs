using WorkerRunner.Values;

namespace WorkerRunner.Machine;

/// <summary>The operating system refused something that we asked of it.</summary>
public sealed class MachineException(string message, string? advice = null, Exception? inner = null)
    : WorkerRunnerException("MachineRefused", message, advice, inner);
