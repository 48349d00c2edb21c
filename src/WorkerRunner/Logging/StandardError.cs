namespace WorkerRunner.Logging;

/// <summary>Standard error, as whoever starts a run has it: the domain knows no console.</summary>
/// <param name="Open">Opens it; called when a log first goes there.</param>
/// <param name="IsReady">See <see cref="StreamLogDestination"/>.</param>
internal sealed record StandardError(Func<Stream> Open, Func<bool>? IsReady = null);
