using WorkerRunner.Sandbox.Clouds;

namespace WorkerRunner.Sandbox.CommandLine.Clouds;

/// <summary>Takes commands from a person, one a line.</summary>
internal sealed class CommandConsole(IReadOnlyList<CloudCommand> commands)
{
    /// <summary>What can be typed.</summary>
    public string Help =>
        string.Join('\n', commands.Append(new("help", "this list", () => { })).Select(command => $"  {command.Name,-12}{command.Help}"));

    /// <summary>Does the command and says what it did; null for an empty line.</summary>
    public string? Answer(string line)
    {
        var name = line.Trim();
        if (name.Length == 0)
            return null;
        if (name == "help")
            return Help;
        if (commands.FirstOrDefault(command => command.Name == name) is not { } found)
            return $"{name} is not a command here; help lists them";
        found.Do();
        return $"{found.Name}: {found.Help}";
    }

    /// <summary>Answers line by line until the input ends.</summary>
    public async Task RunAsync(TextReader input, TextWriter output)
    {
        while (await input.ReadLineAsync() is { } line)
        {
            if (Answer(line) is { } answer)
                await output.WriteLineAsync(answer);
        }
    }
}
