using WorkerRunner.Sandbox.Clouds;

namespace WorkerRunner.Sandbox.Page;

/// <summary>A cloud with an instance of a worker pool.</summary>
/// <param name="Name">aws, azure or google.</param>
/// <param name="Instance">The instance's ID.</param>
/// <param name="Commands">What it can be told to do.</param>
internal sealed record CloudOnPage(string Name, string Instance, IReadOnlyList<CloudCommand> Commands);
