using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Session;
using WorkerRunner.Workers;

namespace WorkerRunner.Control;

/// <summary>Reads what a runner says of itself; what it does not say, or says otherwise than this version does, is not there.</summary>
/// <param name="json">An object.</param>
internal readonly struct StatusReader(JsonElement json)
{
    public string? Text(string name) => Property(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public long Number(string name) => Property(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : 0;

    public double Fraction(string name) => Property(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;

    public bool Switch(string name) => Property(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A time, as local time.</summary>
    public DateTimeOffset? Time(string name) =>
        Property(name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time.ToLocalTime() : null;

    public IReadOnlyList<string>? Texts(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(e => e.GetString()!).ToList() : null;

    public StatusReader Section(string name) => new(Property(name) ?? default);

    public IEnumerable<StatusReader> Sections(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(e => new StatusReader(e)) : [];

    public WorkerExit Exit() => new(
        (int)Number("exitCode"), Time("startedAt") ?? default, Time("endedAt") ?? default, Switch("saidHello"), Switch("stopRequested"))
    {
        Meaning = Property("meaning") is null ? null : Section("meaning").Meaning(),
    };

    public ProtocolMessage Message() => new(Time("time") ?? default, Text("direction") ?? "", Text("type") ?? "", Text("text") ?? "");

    public TailEntry Entry() => new(
        Time("time") ?? default,
        Text("source") switch { "worker" => LogSource.Worker, "stderr" => LogSource.WorkerError, _ => LogSource.Runner },
        Text("level") switch { "warning" => LogLevel.Warning, "error" => LogLevel.Error, _ => LogLevel.Information },
        Text("text") ?? "");

    private WorkerExitMeaning Meaning() => new(Text("text") ?? "", Switch("rebootRequired"), Switch("isGoodEnd"));

    private JsonElement? Property(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
