using System.Text;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Protocol;

/// <summary>A message to the worker.</summary>
/// <param name="Type">What kind of message.</param>
/// <param name="Properties">The whole object, <c>type</c> included.</param>
internal sealed record OutgoingMessage(string Type, ConfigObject Properties)
{
    /// <summary>The whole line: <c>~</c>, the object, a line feed.</summary>
    public byte[] Line { get; } = [.. Encoding.ASCII.GetBytes("~"), .. ConfigJson.ToBytes(Properties, SecretText.Revealed, indented: false), (byte)'\n'];

    /// <summary>The capabilities are sorted, as the Go runner sends them.</summary>
    public static OutgoingMessage Welcome(IEnumerable<string> capabilities)
    {
        var sorted = new List<string>(capabilities);
        sorted.Sort(StringComparer.Ordinal);
        return Make("welcome", ("capabilities", new ConfigArray(sorted)));
    }

    public static OutgoingMessage GracefulTermination(bool finishTasks) => Make(Capabilities.GracefulTermination, ("finish-tasks", finishTasks));

    public static OutgoingMessage NewCredentials(Credentials credentials)
    {
        (string, object?) clientId = ("client-id", credentials.ClientId), accessToken = ("access-token", credentials.AccessToken);
        return credentials.Certificate is { } certificate
            ? Make(Capabilities.NewCredentials, clientId, accessToken, ("certificate", certificate))
            : Make(Capabilities.NewCredentials, clientId, accessToken);
    }

    private static OutgoingMessage Make(string type, params (string Key, object? Value)[] properties)
    {
        var all = new List<KeyValuePair<string, object?>> { new("type", type) };
        foreach (var (key, value) in properties) all.Add(new(key, value));
        return new OutgoingMessage(type, new ConfigObject(all));
    }
}
