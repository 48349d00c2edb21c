namespace WorkerRunner.Machine;

/// <summary>What a run needs of the computer it is on, and what differs between operating systems.</summary>
internal interface IMachine
{
    /// <summary>When the operating system booted; null where it cannot be told.</summary>
    DateTimeOffset? BootTime { get; }

    /// <summary>
    /// How far Windows Setup is with this image (ImageState in HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State); empty where it tells nothing,
    /// null on other systems.
    /// </summary>
    string? WindowsImageState { get; }

    /// <summary>Who may read the files we read and write.</summary>
    IFileGuard Files { get; }

    /// <summary>How processes are started and ended.</summary>
    IProcessControl Processes { get; }

    /// <summary>How workers that are services are started; null where the system's services are not for workers.</summary>
    ServiceCalls? Services { get; }

    /// <summary>The number of this process.</summary>
    int ProcessId { get; }

    /// <summary>How other processes of the machine find a run and speak to it; null where they do not.</summary>
    ILocalEndpoints? Endpoints { get; }

    /// <summary>
    /// Asks the operating system not to choose a process, nor those that it starts from here on, when memory runs out (Linux: oom_score_adj
    /// −1000, which is inherited; see proc(5)). Elsewhere there is nothing to ask for.
    /// </summary>
    /// <param name="processId">The process: one that is ours to decide about, which the host of a library is not.</param>
    /// <returns>Why it was refused, which is usual without root's rights; null where it was not.</returns>
    string? ProtectFromOutOfMemory(int processId);

    /// <summary>Tells a service manager how we are (sd_notify(3)).</summary>
    /// <param name="address">Its socket: a full path, or on Linux an abstract name that begins with @.</param>
    /// <param name="state">What it is told, in lines such as <c>READY=1</c>.</param>
    /// <returns>Why it could not be told; null where it was.</returns>
    string? Notify(string address, string state);

    /// <summary>Shuts the machine down; returns once the operating system has accepted that.</summary>
    /// <exception cref="MachineException">It was refused.</exception>
    Task ShutDownAsync(string reason, CancellationToken cancellationToken);
}
