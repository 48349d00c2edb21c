namespace WorkerRunner.QuickStart;

/// <summary>A part of the story: a worker and what happens to it.</summary>
internal interface IDemo
{
    /// <summary>The runner's configuration.</summary>
    string ConfigPath { get; }

    /// <summary>Whether the cloud instance is kept: on a laptop nothing may be shut down.</summary>
    bool KeepInstance { get; }

    /// <summary>What somebody would type.</summary>
    string CommandLine => $"Start-WorkerRunner -Config {Path.GetFileName(ConfigPath)}{(KeepInstance ? " -KeepInstance" : "")} -OutVariable ended; \"$($ended.Timeline)\"";

    /// <summary>What happens from outside while the worker runs.</summary>
    Task HappenAsync();

    /// <summary>What should have happened and did not; null where all did.</summary>
    string? WhatIsMissing();
}
