using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Control;

/// <summary>
/// Lets other processes speak with a run: a thread takes them in, and each has one of its own, so that one who is slow, silent or hostile
/// keeps nobody else waiting. There are few at a time, and each has his time.
/// </summary>
internal sealed class ControlServer
{
    /// <summary>How many may be connected at once.</summary>
    public const int MostClients = 8;

    private const int AcceptStackBytes = 128 * 1024;
    private const int ClientStackBytes = 256 * 1024;

    // For those who wait for the end to hear of it; the end itself waits no longer than this.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromMilliseconds(500);

    private readonly ILocalEndpoints endpoints;
    private readonly ILocalListener listener;
    private readonly RunControl run;
    private readonly object gate = new();
    private Thread? acceptor;
    private int clients;
    private int busy;

    /// <param name="endpoints">Where they come.</param>
    /// <param name="run">What they come for.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public ControlServer(ILocalEndpoints endpoints, RunControl run)
    {
        this.endpoints = endpoints;
        listener = endpoints.Listen();
        this.run = run;
    }

    /// <summary>The name of the run.</summary>
    public string Id => listener.Name;

    /// <summary>Begins to take them in; those who came before have waited.</summary>
    public void Start()
    {
        acceptor = new Thread(AcceptAll, AcceptStackBytes) { IsBackground = true, Name = "control" };
        acceptor.Start();
    }

    /// <summary>Takes nobody in any more. Those whose request is being carried out have a moment to hear what comes of it.</summary>
    public void Close()
    {
        listener.Dispose();
        // What it holds is freed where it is waited at: nobody finds it after this.
        if (acceptor is null) listener.Accept();
        else acceptor.Join(CloseLimit);
        run.Environment.Log.Tail.Wake();
        lock (gate)
            while (busy > 0)
                if (!Monitor.Wait(gate, CloseLimit)) break;
    }

    /// <summary>Carries out a request, which the end waits for a moment for.</summary>
    public void WhileBusy(Action request)
    {
        lock (gate) busy++;
        try
        {
            request();
        }
        finally
        {
            lock (gate)
            {
                busy--;
                Monitor.PulseAll(gate);
            }
        }
    }

    private void AcceptAll()
    {
        RemoveRemains();
        try
        {
            while (listener.Accept() is { } connection) Begin(connection);
        }
        catch (Exception e)
        {
            // On this thread it would end the process, and the worker with it.
            run.Environment.Log.Write(Messages.ControlEnded(e.Message));
        }
    }

    private void RemoveRemains()
    {
        try
        {
            endpoints.RemoveRemains();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They are in nobody's way.
        }
    }

    private void Begin(ILocalConnection connection)
    {
        bool isWelcome;
        lock (gate) isWelcome = ++clients <= MostClients;
        new Thread(() => Serve(connection, isWelcome), ClientStackBytes) { IsBackground = true, Name = "control client" }.Start();
    }

    private void Serve(ILocalConnection connection, bool isWelcome)
    {
        try
        {
            using (connection)
            {
                var conversation = new Conversation(connection, run, this);
                if (isWelcome) conversation.Run();
                else conversation.Refuse();
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            // Whoever it was has left, or takes nothing: there is nobody to tell.
        }
        catch (Exception e)
        {
            run.Environment.Log.Write(Messages.ControlBug(e));
        }
        finally
        {
            lock (gate) clients--;
        }
    }
}
