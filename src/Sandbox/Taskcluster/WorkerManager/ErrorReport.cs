using System.Text.Json;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>An error report that the sandbox accepted, with its fields as they were sent.</summary>
/// <param name="ErrorId">The ID that the report was given.</param>
/// <param name="WorkerPoolId">The worker pool.</param>
/// <param name="WorkerGroup">The reporting worker's group.</param>
/// <param name="WorkerId">The reporting worker's ID.</param>
/// <param name="Kind">The machine-readable kind.</param>
/// <param name="Title">The title.</param>
/// <param name="Description">The description.</param>
/// <param name="Extra">Further information, an object.</param>
public sealed record ErrorReport(
    string ErrorId,
    string WorkerPoolId,
    string WorkerGroup,
    string WorkerId,
    string Kind,
    string Title,
    string Description,
    JsonElement Extra);
