namespace WorkerRunner.Sandbox.Scenes;

/// <summary>An expectation is not met, which ends its scene; the stage has it.</summary>
internal sealed class SceneFailedException : Exception;
