using System.Globalization;
using System.Text.RegularExpressions;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>The value of --fault.</summary>
internal static partial class FaultArgument
{
    /// <summary>Reads [SERVICE@]WHERE:WHAT[*N].</summary>
    public static Fault Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success)
            throw new UsageException($"{text} is not a fault: expected WHERE:WHAT or WHERE:WHAT*N, for example register:503*2");
        return new Fault
        {
            Name = text,
            Service = match.Groups["service"].Success ? match.Groups["service"].Value : null,
            // /register and not "register", which every reregister contains too.
            PathContains = match.Groups["where"].Value is "register" ? "/register" : match.Groups["where"].Value,
            Kind = ParseKind(match.Groups["what"].Value),
            Times = match.Groups["times"].Success ? ParseTimes(match.Groups["times"].Value) : null,
        };
    }

    private static FaultKind ParseKind(string what) => what.Split('=', 2) switch
    {
        ["hang"] => FaultKind.Delay(Timeout.InfiniteTimeSpan),
        ["drop"] => FaultKind.DropConnection,
        ["drop-after-handling"] => FaultKind.DropAfterHandling,
        ["truncate"] => FaultKind.TruncateBody,
        ["delay", var time] => FaultKind.Delay(Duration.ParsePositive(time)),
        ["slow", var time] => FaultKind.SlowBody(Duration.ParsePositive(time)),
        [var code] => FaultKind.Status(ParseStatus(code)),
        _ => throw Unknown(what),
    };

    private static int ParseStatus(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 200 and <= 599
            ? status
            : throw Unknown(text);

    private static int ParseTimes(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
            ? times
            : throw new UsageException($"*{text} is not a number of times");

    private static UsageException Unknown(string what) => new(
        $"{what} is not a fault: expected a status from 200 to 599, delay=TIME, slow=TIME, hang, drop, drop-after-handling or truncate");

    [GeneratedRegex(@"\A(?:(?<service>taskcluster|aws|azure|google)@)?(?<where>[^:]*):(?<what>[^*:]+)(?:\*(?<times>[0-9]+))?\z")]
    private static partial Regex Shape();
}
