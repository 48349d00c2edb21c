namespace WorkerRunner.Machine;

/// <summary>The system's error codes about services (winerror.h).</summary>
internal static class ServiceError
{
    public const int FileNotFound = 2;
    public const int PathNotFound = 3;
    public const int AccessDenied = 5;
    public const int NotWindowsProgram = 193;
    public const int NoAnswer = 1053;
    public const int AlreadyRunning = 1056;
    public const int Disabled = 1058;
    public const int DoesNotExist = 1060;
    public const int NotActive = 1062;
    public const int OwnExitCode = 1066;
    public const int ProcessAborted = 1067;
    public const int DependencyFailed = 1068;
    public const int LogonFailed = 1069;
    public const int MarkedForDeletion = 1072;
}
