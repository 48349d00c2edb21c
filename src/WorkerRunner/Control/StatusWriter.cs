using System.Text.Json;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Control;

/// <summary>Writes how a run is, without secrets. RemoteWorker reads it.</summary>
/// <param name="run">The run.</param>
/// <param name="id">Its name.</param>
internal sealed class StatusWriter(RunControl run, string id)
{
    private const int LongestText = 500;

    private readonly RunEnvironment environment = run.Environment;

    public void Write(Utf8JsonWriter json)
    {
        WriteProcess(json);
        WriteStage(json);
        if (run.Config is { } config) WriteConfig(json, config);
        if (run.Run is { } known) WriteRun(json, known);
        if (run.Session is { } session) WriteSession(json, session);
        WriteLog(json);
        WriteInterruptions(json);
        json.WriteStartObject("counts");
        json.WriteNumber("logLines", environment.Log.Tail.Lines);
        json.WriteNumber("errorReports", environment.Progress.ErrorReports);
        json.WriteNumber("renewals", environment.Progress.Renewals);
        json.WriteNumber("retries", environment.Timeline.Retries.Values.Sum());
        json.WriteEndObject();
        json.WritePropertyName("timeline");
        TimelineJson.Write(json, environment.Timeline.Timeline);
    }

    /// <summary>Writes how a worker ended.</summary>
    public static void Write(Utf8JsonWriter json, WorkerExit exit)
    {
        json.WriteNumber("exitCode", exit.ExitCode);
        json.WriteString("startedAt", exit.StartedAt);
        json.WriteString("endedAt", exit.EndedAt);
        json.WriteBoolean("saidHello", exit.SaidHello);
        json.WriteBoolean("stopRequested", exit.StopRequested);
        json.WriteBoolean("succeeded", exit.Succeeded);
        if (exit.Meaning is not { } meaning) return;
        json.WriteStartObject("meaning");
        json.WriteString("text", meaning.Text);
        json.WriteBoolean("rebootRequired", meaning.RebootRequired);
        json.WriteBoolean("isGoodEnd", meaning.IsGoodEnd);
        json.WriteEndObject();
    }

    private void WriteProcess(Utf8JsonWriter json)
    {
        json.WriteString("id", id);
        json.WriteNumber("processId", int.Parse(id.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("version", ProductVersion.Text);
        json.WriteString("account", Environment.UserName);
        json.WriteString("command", Shown(string.Join(" ", Environment.GetCommandLineArgs())));
        json.WriteString("startedAt", environment.Progress.StartedAt);
        json.WriteNumber("uptimeSeconds", Math.Round(environment.Progress.Uptime.TotalSeconds, 3));
    }

    private void WriteStage(Utf8JsonWriter json)
    {
        var steps = environment.Timeline.Timeline.Steps;
        var step = steps.Count > 0 ? steps[steps.Count - 1] : null;
        json.WriteString("stage", RunStepNames.Of(environment.Timeline.Step));
        json.WriteString("stageSince", step?.StartedAt ?? environment.Progress.StartedAt);
        if (step?.Requests.FirstOrDefault(r => r.Outcome == TimelineOutcome.UnderWay) is not { } request) return;
        json.WriteString("waitingFor", Shown(request.Name));
        json.WriteNumber("attempt", request.Attempts);
    }

    private void WriteConfig(Utf8JsonWriter json, RunnerConfig config)
    {
        json.WriteString("config", Shown(config.Path));
        json.WriteString("provider", config.ProviderType);
        json.WriteString("implementation", config.Implementation);
    }

    private void WriteRun(Utf8JsonWriter json, WorkerRun known)
    {
        json.WriteString("rootUrl", Shown(known.RootUrl.Text));
        json.WriteString("workerPoolId", known.Identity.WorkerPoolId);
        json.WriteString("workerGroup", known.Identity.WorkerGroup);
        json.WriteString("workerId", known.Identity.WorkerId);
        if (known.CredentialsExpire is { } expire) json.WriteString("credentialsExpire", expire);
        if (environment.Progress.NextRenewal is { } renewal) json.WriteString("nextRenewal", renewal);
    }

    private void WriteSession(Utf8JsonWriter json, WorkerSession session)
    {
        json.WriteString("worker", Shown(session.Worker));
        json.WriteString("workerStartedAt", session.StartedAt);
        json.WriteBoolean("hasEnded", session.HasEnded);
        if (session.Agreed is not { } agreed) return;
        json.WriteStartArray("capabilities");
        foreach (var capability in agreed) json.WriteStringValue(Shown(capability));
        json.WriteEndArray();
    }

    private void WriteLog(Utf8JsonWriter json)
    {
        if (environment.Log.Tail.LastOutput is { } last) json.WriteString("lastOutput", last);
        var next = environment.Log.Tail.Before(1, out _);
        var entries = environment.Log.Tail.TakeAfter(ref next, out _);
        if (entries.Count == 0) return;
        var text = entries[entries.Count - 1].Text;
        json.WriteString("lastLine", OneLine.Of(text.Substring(text.LastIndexOf('\n') + 1), LongestText));
    }

    private void WriteInterruptions(Utf8JsonWriter json)
    {
        json.WriteStartArray("interruptions");
        foreach (var announced in environment.Progress.Interruptions)
        {
            json.WriteStartObject();
            json.WriteString("text", Shown(announced.Text));
            json.WriteString("announcedAt", announced.AnnouncedAt);
            if (announced.Deadline is { } deadline) json.WriteString("deadline", deadline);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private string Shown(string text) => OneLine.Of(environment.Log.Secrets.Mask(text), LongestText);
}
