namespace WorkerRunner.Sandbox.Page;

/// <summary>A request as a page shows it: without headers and bodies, which hold secrets.</summary>
/// <param name="Number">Counts the requests as they arrive.</param>
/// <param name="Service">The service that was asked.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The request target.</param>
/// <param name="Time">When it had arrived.</param>
/// <param name="Status">The status answered; null while it is under way, and where the connection was dropped.</param>
/// <param name="Milliseconds">How long it took; null while it is under way.</param>
/// <param name="Worker">Whose it is, as pool, group and ID; null where that is not known.</param>
internal sealed record PageRequest(
    long Number, string Service, string Method, string Target, DateTimeOffset Time, int? Status, double? Milliseconds, string? Worker);
