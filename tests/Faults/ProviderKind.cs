namespace WorkerRunner.Faults.Tests;

/// <summary>How a worker knows who it is.</summary>
public enum ProviderKind
{
    Static,
    Standalone,
    Aws,
    Azure,
    Google,
}
