using System.Text.Json;
using WorkerRunner.Machine;

namespace WorkerRunner.Control;

/// <summary>The runners of this machine, as far as whoever asks may see them.</summary>
/// <param name="endpoints">Where they are found.</param>
internal sealed class RunnersHere(ILocalEndpoints endpoints)
{
    /// <summary>Their names.</summary>
    /// <exception cref="RunnerRequestException">The system does not tell.</exception>
    public IReadOnlyList<string> Ids()
    {
        try
        {
            return endpoints.List();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunnerRequestException(RunnerRequestException.NotReached, $"The runners of this machine cannot be found: {e.Message}", inner: e);
        }
    }

    /// <summary>Asks one how it is, as docs/control.md describes it.</summary>
    /// <exception cref="RunnerRequestException">There is none of that name, or it does not answer.</exception>
    public JsonElement Ask(string id)
    {
        using var client = ControlClient.Open(endpoints, id);
        return client.Ask("status");
    }

    /// <summary>Asks one how it is.</summary>
    /// <exception cref="RunnerRequestException">There is none of that name, or it does not answer.</exception>
    public RemoteWorker Get(string id)
    {
        try
        {
            return new RemoteWorker(Ask(id), endpoints);
        }
        catch (FormatException e)
        {
            throw new RunnerRequestException(RunnerRequestException.NotReached, $"The runner {id} is not understood: {e.Message}", "It may be of another version of WorkerRunner.", e);
        }
    }
}
