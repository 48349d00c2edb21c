namespace WorkerRunner.Runs;

/// <summary>The stages of a run.</summary>
[Flags]
public enum RunStages
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The provider told who we are, and worker-manager knows us where it has to.</summary>
    Registered = 1,

    /// <summary>The run was read from the restart cache.</summary>
    FromCache = 2,

    /// <summary>The secrets service was asked, or did not have to be.</summary>
    Secrets = 4,

    /// <summary>The restart cache is written, where one is asked for.</summary>
    Cached = 8,

    /// <summary>The files are written.</summary>
    Files = 16,
}
