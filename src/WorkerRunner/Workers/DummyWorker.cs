using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.Workers;

/// <summary>dummy: says the state of the run instead of starting anything, for debugging.</summary>
internal sealed class DummyWorker : IWorkerImplementation
{
    public const string Name = "dummy";

    public ConfigObject ConfigFile(WorkerRun run) => run.WorkerConfig;

    public void Check(ConfigSection worker, WorkerHost host)
    {
    }

    public string Describe(ConfigSection worker, WorkerHost host) => "nothing, only show the run's state";

    public WorkerExitMeaning? Explain(int exitCode) => null;

    public Task<IRunningWorker> StartAsync(WorkerRun run, WorkerHost host, CancellationToken cancellationToken)
    {
        host.Log.Write(Messages.WorkerState(StateOf(run)));
        return Task.FromResult<IRunningWorker>(new EndedWorker());
    }

    /// <summary>The state as JSON, which is YAML too; secrets are masked by what they are, whatever their length.</summary>
    private static string StateOf(WorkerRun run)
    {
        var files = run.Files.Select(f => (object?)new ConfigObject(
        [
            new("description", f.Description), new("path", f.Path), new("content", f.Content), new("format", f.Format.ToString()),
        ]));
        var state = RunState.Of(run).Set("files", new ConfigArray(files));
        return Encoding.UTF8.GetString(ConfigJson.ToBytes(state, SecretText.Masked, indented: true));
    }

    /// <summary>A worker that has ended already, well, without a word.</summary>
    private sealed class EndedWorker : IRunningWorker
    {
        public string Description => Name;

        public Stream FromWorker => Stream.Null;

        public Stream? Errors => null;

        public Stream ToWorker => Stream.Null;

        public bool SpeaksProtocol => false;

        public Task<int> Exited { get; } = Task.FromResult(0);

        public bool HasFamily => false;

        public bool Interrupt() => true;

        public void Kill()
        {
        }

        public void Dispose()
        {
        }
    }
}
