using System.Text.Json;
using WorkerRunner.Sandbox.CommandLine;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Sandbox.Page;

/// <summary>What a page can do to the sandbox.</summary>
/// <param name="faults">What goes wrong on purpose.</param>
/// <param name="clouds">The clouds that have an instance of a worker pool.</param>
/// <param name="createTask">Makes a task of a worker pool and a command; gives its ID.</param>
internal sealed class PageActions(FaultList faults, Func<IReadOnlyList<CloudOnPage>> clouds, Func<string, string, string> createTask)
{
    /// <summary>Does it.</summary>
    /// <param name="json">
    /// <c>{"do":"interrupt","cloud":"aws","command":"spot"}</c>, <c>{"do":"fault","fault":"register:503*2"}</c>,
    /// <c>{"do":"mend"}</c>, which takes all faults away, or <c>{"do":"task","pool":"my/pool","command":"echo hello"}</c>.
    /// </param>
    /// <returns>Whether it was done, and what happened or what is wrong, for people.</returns>
    public (bool IsDone, string Said) Do(string json)
    {
        try
        {
            var asked = JsonSerializer.Deserialize<Asked>(json, JsonSerializerOptions.Web);
            return asked?.Do switch
            {
                "interrupt" => Interrupt(asked.Cloud, asked.Command),
                "fault" => Add(asked.Fault),
                "mend" => Mend(),
                "task" => Create(asked.Pool, asked.Command),
                _ => (false, "\"do\" is interrupt, fault, mend or task."),
            };
        }
        catch (JsonException)
        {
            return (false, "A JSON object is expected.");
        }
        catch (UsageException e)
        {
            return (false, e.Message);
        }
    }

    private (bool IsDone, string Said) Interrupt(string? cloud, string? command)
    {
        var found = clouds().FirstOrDefault(known => known.Name == cloud);
        if (found is null)
            return (false, $"No instance of {cloud ?? "a cloud"} belongs to a worker pool.");
        if (found.Commands.FirstOrDefault(known => known.Name == command) is not { } does)
            return (false, $"{command} is not a command for {cloud}: expected {string.Join(", ", found.Commands.Select(known => known.Name))}");
        does.Do();
        return (true, $"{cloud}: {does.Help}");
    }

    private (bool IsDone, string Said) Add(string? fault)
    {
        var added = FaultArgument.Parse(fault ?? "");
        faults.Add(added);
        return (true, $"Fault {added.Name} strikes from now on.");
    }

    private (bool IsDone, string Said) Mend()
    {
        faults.Clear();
        return (true, "Nothing goes wrong on purpose any more.");
    }

    private (bool IsDone, string Said) Create(string? pool, string? command)
    {
        if (string.IsNullOrWhiteSpace(command))
            return (false, "A task needs a command.");
        try
        {
            return (true, $"Task {createTask(pool ?? "", command)} is pending.");
        }
        catch (ArgumentException e)
        {
            return (false, e.Message);
        }
    }

    private sealed record Asked(string? Do, string? Cloud, string? Command, string? Fault, string? Pool);
}
