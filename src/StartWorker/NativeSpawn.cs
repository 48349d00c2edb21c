using System.ComponentModel;
using System.Runtime.InteropServices;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.StartWorker;

/// <summary>Native/spawn.c, which is part of the native program: Linux asks the worker to end even where we are killed.</summary>
internal sealed class NativeSpawn : ISpawn
{
    public int Start(ProgramStart start, PipeEnd input, PipeEnd output, PipeEnd errors)
    {
        using var arguments = TextList.ArgumentsOf(start);
        using var environment = TextList.EnvironmentOf(start);
        var error = Spawn(
            start.Program, arguments.Pointers, environment.Pointers, start.Folder, [input.Descriptor, output.Descriptor, errors.Descriptor], out var process);
        return error == 0 ? process : throw new Win32Exception(error);
    }

    [DllImport("worker-runner-native", EntryPoint = "worker_runner_spawn")]
    private static extern int Spawn(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint[] arguments, nint[] environment, [MarshalAs(UnmanagedType.LPUTF8Str)] string folder, int[] streams, out int process);
}
