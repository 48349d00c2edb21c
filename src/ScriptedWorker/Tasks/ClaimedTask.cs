using System.ComponentModel;
using System.Net;
using System.Text.Json;

namespace WorkerRunner.ScriptedWorker.Tasks;

/// <summary>A run of a task that this worker has claimed: executes it, renews the claim, and says how it ended.</summary>
internal sealed class ClaimedTask(QueueClient queue, JsonElement claim, Action<string> print)
{
    private const int ResolveAttempts = 10;
    private const string LogArtifact = "public/logs/live.log";
    private static readonly TimeSpan ResolvePause = TimeSpan.FromSeconds(1);

    private readonly string taskId = claim.GetProperty("status").GetProperty("taskId").GetString()!;
    private readonly int runId = claim.GetProperty("runId").GetInt32();
    private volatile QueueCredentials credentials = QueueCredentials.OfClaim(claim);

    /// <summary>All of it.</summary>
    /// <param name="shutdown">Cancelled when the worker has to drop its tasks.</param>
    public async Task RunAsync(CancellationToken shutdown)
    {
        print($"Running task {taskId}, run {runId}");
        Metric("taskStart");
        if (TaskProcess.Of(claim.GetProperty("task").GetProperty("payload")) is not { } process)
        {
            await ResolveAsync("exception", new { reason = "malformed-payload" });
            return;
        }

        using var lost = new CancellationTokenSource();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(shutdown, lost.Token);
        var reclaiming = ReclaimAsync(lost, over.Token);
        var how = await ExecuteAsync(process, shutdown, over.Token);
        await over.CancelAsync();
        await reclaiming;
        if (lost.IsCancellationRequested)
            return;
        await UploadAsync(process.Log);
        await ResolveAsync(how, how == "exception" ? new { reason = "worker-shutdown" } : new { });
    }

    private async Task<string> ExecuteAsync(TaskProcess process, CancellationToken shutdown, CancellationToken over)
    {
        var limit = claim.GetProperty("task").GetProperty("payload").TryGetProperty("maxRunTime", out var seconds) ? TimeSpan.FromSeconds(seconds.GetDouble()) : TimeSpan.FromHours(1);
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(over);
        timed.CancelAfter(limit);
        try
        {
            return await process.RunAsync(timed.Token) == 0 ? "completed" : "failed";
        }
        catch (OperationCanceledException)
        {
            return shutdown.IsCancellationRequested ? "exception" : "failed";
        }
        catch (Win32Exception e)
        {
            print($"Task {taskId}: {e.Message}");
            return "failed";
        }
    }

    /// <summary>Renews the claim when two thirds of its time are over; a claim that the queue does not renew is given up.</summary>
    private async Task ReclaimAsync(CancellationTokenSource lost, CancellationToken over)
    {
        var takenUntil = claim.GetProperty("takenUntil").GetDateTimeOffset();
        try
        {
            while (true)
            {
                await Task.Delay((takenUntil - DateTimeOffset.UtcNow) * 2 / 3 is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero, over);
                var renewed = await queue.PostAsync($"task/{taskId}/runs/{runId}/reclaim", new { }, credentials, over);
                credentials = QueueCredentials.OfClaim(renewed);
                takenUntil = renewed.GetProperty("takenUntil").GetDateTimeOffset();
                print($"Reclaimed task {taskId} until {takenUntil:HH:mm:ss}");
            }
        }
        catch (OperationCanceledException)
        {
            // The task is over, or is to be.
        }
        catch (HttpRequestException e)
        {
            print($"Could not reclaim task {taskId}: {e.Message}");
            await lost.CancelAsync();
        }
    }

    private async Task UploadAsync(byte[] log)
    {
        try
        {
            var expires = claim.GetProperty("task").GetProperty("expires").GetString();
            var artifact = await queue.PostAsync(
                $"task/{taskId}/runs/{runId}/artifacts/{Uri.EscapeDataString(LogArtifact)}",
                new { storageType = "s3", contentType = "text/plain", expires },
                credentials,
                CancellationToken.None);
            await queue.PutAsync(artifact.GetProperty("putUrl").GetString()!, log, "text/plain", CancellationToken.None);
        }
        catch (HttpRequestException e)
        {
            print($"Could not upload the log of task {taskId}: {e.Message}");
        }
    }

    private async Task ResolveAsync(string how, object body)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await queue.PostAsync($"task/{taskId}/runs/{runId}/{how}", body, credentials, CancellationToken.None);
                print($"Task {taskId} resolved: {how}");
                Metric("taskFinish");
                return;
            }
            catch (HttpRequestException e) when (attempt < ResolveAttempts && e.StatusCode is null or >= HttpStatusCode.InternalServerError)
            {
                await Task.Delay(ResolvePause);
            }
            catch (HttpRequestException e)
            {
                print($"Could not resolve task {taskId}: {e.Message}");
                return;
            }
        }
    }

    private void Metric(string eventType) => print($"WORKER_METRICS {JsonSerializer.Serialize(new { eventType, worker = "generic-worker", taskId, runId })}");
}
