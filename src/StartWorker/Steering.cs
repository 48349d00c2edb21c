using System.Globalization;
using System.Text;
using WorkerRunner.Control;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.StartWorker;

/// <summary>Looks into the runners of this machine, and steers them: <c>--status</c>, <c>--stop</c> and <c>--log</c>.</summary>
internal sealed class Steering(CommandLine asked, ILocalEndpoints endpoints, Stream output, Stream errors)
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int NoneRuns = 3;
    private const int SeveralRun = 4;
    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(30);

    private readonly RunnersHere runners = new(endpoints);

    public static async Task<int> RunAsync(CommandLine asked)
    {
        using var output = StandardStream.Output();
        using var errors = StandardStream.Error();
        return await new Steering(asked, Host.Create().Endpoints!, output, errors).RunAsync();
    }

    private async Task<int> RunAsync()
    {
        try
        {
            var ids = asked.Id is { } named ? [named] : runners.Ids();
            if (asked.Request == Request.Status) return TellAll(ids);
            return ids switch
            {
                [] => Complain("No runner runs on this machine.", NoneRuns),
                [var id] => await SteerAsync(runners.Get(id)),
                _ => Complain($"Several runners run on this machine: {string.Join(", ", ids)}. Say which one with --id.", SeveralRun),
            };
        }
        catch (WorkerRunnerException e)
        {
            return Complain(e.ToLogLine(), e is RunnerRequestException { IsGone: true } ? NoneRuns : Failure);
        }
    }

    private int TellAll(IReadOnlyList<string> ids)
    {
        var result = NoneRuns;
        foreach (var id in ids)
        {
            try
            {
                Say(output, asked.Json ? runners.Ask(id).GetRawText() : StatusText.Of(runners.Get(id)));
                if (result == NoneRuns) result = Success;
            }
            catch (RunnerRequestException e) when (e.IsGone)
            {
                // It has ended meanwhile, unless it never was.
                if (asked.Id is not null) throw;
            }
            catch (RunnerRequestException e)
            {
                result = Complain(e.ToLogLine(), Failure);
            }
        }
        return result == NoneRuns ? Complain("No runner runs on this machine.", NoneRuns) : result;
    }

    private async Task<int> SteerAsync(RemoteWorker runner)
    {
        if (asked.Request == Request.Log)
        {
            await runner.Requests.ReceiveLogAsync(asked.Tail, asked.Follow, Print, CancellationToken.None);
            return Success;
        }
        return asked.FinishTasks ? await DrainAsync(runner) : await StopAsync(runner);
    }

    private async Task<int> DrainAsync(RemoteWorker runner)
    {
        if (asked.Wait) return Tell(runner, await runner.Requests.TerminateAndWaitAsync(finishTasks: true, HelloLimit, Timeout.InfiniteTimeSpan, CancellationToken.None));
        await runner.Requests.TerminateAsync(finishTasks: true, HelloLimit, CancellationToken.None);
        return Success;
    }

    private async Task<int> StopAsync(RemoteWorker runner)
    {
        if (asked.Wait) return Tell(runner, await runner.Requests.StopAsync(new StopLimits(), CancellationToken.None));
        await runner.RequestStopAsync();
        return Success;
    }

    private int Tell(RemoteWorker runner, WorkerExit exit)
    {
        Say(output, $"{runner.Worker} ended with {exit}");
        return exit.Succeeded ? Success : Failure;
    }

    private void Print(TailEntry entry)
    {
        var level = entry.Level switch { LogLevel.Warning => "WARNING: ", LogLevel.Error => "ERROR: ", _ => "" };
        Say(output, string.Create(CultureInfo.InvariantCulture, $"{entry.Time:yyyy'/'MM'/'dd HH':'mm':'ss} {level}{entry.Text}"));
    }

    private int Complain(string message, int exitCode)
    {
        Say(errors, message);
        return exitCode;
    }

    private static void Say(Stream stream, string line) => stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
