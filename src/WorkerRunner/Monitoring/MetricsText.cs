using System.Globalization;
using System.Text;
using WorkerRunner.Runs;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Monitoring;

/// <summary>A run in Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
/// <param name="environment">The run's.</param>
internal sealed class MetricsText(RunEnvironment environment)
{
    private const string Prefix = "worker_runner_";

    /// <summary>The counter that goes on over restarts of the runner: the file has its last value.</summary>
    public const string Starts = Prefix + "worker_starts_total";

    private readonly StringBuilder text = new();

    /// <summary>Draws it.</summary>
    /// <param name="run">The run; null before it is known.</param>
    /// <param name="starts">How many workers were started, by the runs before this one too.</param>
    /// <param name="isOver">Whether the worker has ended, or will not be started.</param>
    /// <param name="exitCode">The worker's exit code; null where it has none.</param>
    public string Draw(WorkerRun? run, long starts, bool isOver, int? exitCode)
    {
        var progress = environment.Progress;
        if (run is not null)
        {
            Head("info", "gauge", "Which worker this is.");
            Line(
                "info", 1, ("version", ProductVersion.Text), ("worker_pool_id", run.Identity.WorkerPoolId), ("worker_group", run.Identity.WorkerGroup),
                ("worker_id", run.Identity.WorkerId), ("provider", run.Config.ProviderType), ("implementation", run.Config.Implementation));
        }
        Single("start_time_seconds", "gauge", "When the run began, as Unix time.", Unix(progress.StartedAt));
        Single("last_update_time_seconds", "gauge", "When this was written, as Unix time.", Unix(environment.Time.GetUtcNow()));
        DrawSteps(isOver);
        if (run?.CredentialsExpire is { } expire) Single("credentials_expiry_time_seconds", "gauge", "When the worker's credentials expire, as Unix time.", Unix(expire));
        Single("credential_renewals_total", "counter", "Renewals of the worker's credentials.", progress.Renewals);
        Each("request_retries_total", "counter", "Attempts of requests after the first, by service.", "service", environment.Timeline.Retries);
        Single("interruptions_total", "counter", "Announced interruptions of this instance.", progress.Interruptions.Count);
        Single("error_reports_total", "counter", "Errors of the worker that were reported to its pool.", progress.ErrorReports);
        Single("log_lines_total", "counter", "Lines of the log, the worker's included.", environment.Log.Tail.Lines);
        Single("log_bytes_total", "counter", "Bytes of the log, the worker's included.", environment.Log.Tail.Bytes);
        if (environment.Log.Tail.LastOutput is { } last) Single("worker_last_output_time_seconds", "gauge", "When the worker said something last, as Unix time.", Unix(last));
        Single("worker_silences_total", "counter", "How often the worker said nothing for longer than the watchdog allows.", progress.Silences);
        Single("worker_starts_total", "counter", "Started workers, by earlier runs with this file too.", starts);
        if (exitCode is { } code) Single("worker_exit_code", "gauge", "The exit code of the worker, which has ended.", code);
        Each("worker_events_total", "counter", "Events in the worker's WORKER_METRICS lines, by type.", "event", progress.Events.Counts);
        return text.ToString();
    }

    private void DrawSteps(bool isOver)
    {
        Head("stage", "gauge", "The stage of the run: 1 for the present one.");
        foreach (var step in RunStepNames.All) Line("stage", !isOver && step == environment.Timeline.Step ? 1 : 0, ("stage", RunStepNames.Of(step)));
        var steps = environment.Timeline.Timeline.Steps;
        if (steps.Count == 0) return;
        Head("step_duration_seconds", "gauge", "How long each step took, or has taken so far.");
        foreach (var group in steps.GroupBy(s => s.Step)) Line("step_duration_seconds", Timeline.Sum(group).TotalSeconds, ("step", RunStepNames.Of(group.Key)));
    }

    private void Single(string name, string type, string help, double value)
    {
        Head(name, type, help);
        Line(name, value);
    }

    private void Each(string name, string type, string help, string label, IReadOnlyDictionary<string, long> values)
    {
        if (values.Count == 0) return;
        Head(name, type, help);
        foreach (var value in values.OrderBy(v => v.Key, StringComparer.Ordinal)) Line(name, value.Value, (label, value.Key));
    }

    private void Head(string name, string type, string help) => text.Append($"# HELP {Prefix}{name} {help}\n# TYPE {Prefix}{name} {type}\n");

    private void Line(string name, double value, params (string Name, string Value)[] labels)
    {
        text.Append(Prefix).Append(name);
        if (labels.Length > 0) text.Append('{').Append(string.Join(",", labels.Select(l => $"{l.Name}=\"{Escape(l.Value)}\""))).Append('}');
        text.Append(' ').Append(value.ToString("0.###", CultureInfo.InvariantCulture)).Append('\n');
    }

    private string Escape(string value) => environment.Log.Secrets.Mask(value).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static double Unix(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
