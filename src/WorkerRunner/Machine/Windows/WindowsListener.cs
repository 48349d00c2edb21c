using System.IO.Pipes;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>A named pipe of as many instances as there are connections, and one that is waiting.</summary>
internal sealed class WindowsListener(string name, NamedPipeServerStream first, Func<NamedPipeServerStream> another) : ILocalListener
{
    private readonly CancellationTokenSource closing = new();
    private NamedPipeServerStream waiting = first;

    public string Name => name;

    public ILocalConnection? Accept()
    {
        while (true)
        {
            var pipe = waiting;
            try
            {
                pipe.WaitForConnectionAsync(closing.Token).GetAwaiter().GetResult();
                waiting = another();
                return new WindowsConnection(pipe, GetNamedPipeClientProcessId(pipe.SafePipeHandle, out var process) ? process : 0);
            }
            catch (OperationCanceledException)
            {
                pipe.Dispose();
                return null;
            }
            catch (IOException) when (!pipe.IsConnected)
            {
                // Whoever came has left again.
                waiting = another();
                pipe.Dispose();
            }
        }
    }

    public void Dispose() => closing.Cancel();
}
