using System.IO.Pipes;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>Named pipes of Windows.</summary>
internal sealed class WindowsPipeFactory : IPipeFactory
{
    private const uint OneInstance = 1;

    public IPipe Listen(string name, PipeDirection direction) =>
        new WindowsPipe(PipeInstance.Create(name, direction, $"D:P(A;;GA;;;{SecurityDescriptor.CurrentUser})(A;;GA;;;SY)", OneInstance, isFirst: true));

    private sealed class WindowsPipe(NamedPipeServerStream stream) : IPipe
    {
        public Stream Stream => stream;

        public int ClientProcessId => GetNamedPipeClientProcessId(stream.SafePipeHandle, out var id) ? id : 0;

        public Task ConnectedAsync(CancellationToken cancellationToken) => stream.WaitForConnectionAsync(cancellationToken);

        public void Dispose() => stream.Dispose();
    }
}
