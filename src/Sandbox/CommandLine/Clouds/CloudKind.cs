namespace WorkerRunner.Sandbox.CommandLine.Clouds;

/// <summary>A cloud to play; the name in lower case is the runner's providerType.</summary>
internal enum CloudKind
{
    Aws,
    Azure,
    Google,
}
