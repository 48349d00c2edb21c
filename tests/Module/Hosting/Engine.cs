using System.Management.Automation.Runspaces;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A PowerShell engine with the core cmdlets only, as a user's session: what a script sets, the next one finds.</summary>
internal sealed class Engine : IDisposable
{
    private readonly Runspace runspace;

    private Engine()
    {
        var state = InitialSessionState.CreateDefault2();
        // Windows lets nobody load a format file until they have said what they trust; no other system has such a policy.
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        runspace = RunspaceFactory.CreateRunspace(Screen, state);
        runspace.Open();
    }

    /// <summary>What a person would see of Out-Default.</summary>
    public Screen Screen { get; } = new();

    /// <summary>An engine without the module.</summary>
    public static Engine OpenBare() => new();

    /// <summary>An engine with the staged module imported.</summary>
    public static async Task<Engine> OpenAsync()
    {
        var engine = new Engine();
        engine["module"] = Repository.Manifest;
        var import = await engine.RunAsync("Import-Module $module");
        Assert.Null(import.Failure?.ToString());
        return engine;
    }

    /// <summary>A variable.</summary>
    public object? this[string variable]
    {
        get => runspace.SessionStateProxy.GetVariable(variable);
        set => runspace.SessionStateProxy.SetVariable(variable, value);
    }

    /// <summary>Runs a script to its end.</summary>
    public Task<Outcome> RunAsync(string script) => Start(script).Completion.Soon();

    /// <summary>Runs lines as a script of its own: an error ends it only where the error is of that kind.</summary>
    public Task<Outcome> RunAsFileAsync(string script)
    {
        var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell.AddScript(script);
        return new RunningScript(shell).Completion.Soon();
    }

    /// <summary>Starts a script, and looks out for a log line. A terminating error ends all of it, as in a function of the user's.</summary>
    public RunningScript Start(string script, Func<LogLine, bool>? wanted = null)
    {
        var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell.AddScript($"try {{\n{script}\n}} catch {{ throw }}");
        return new RunningScript(shell, wanted);
    }

    /// <summary>What a person sees who has a script's objects displayed.</summary>
    public async Task<string> DisplayAsync(string script)
    {
        Screen.Clear();
        var outcome = await RunAsync($"{script} | Out-Default");
        Assert.Null(outcome.Failure?.ToString());
        return Screen.Text;
    }

    public void Dispose() => runspace.Dispose();
}
