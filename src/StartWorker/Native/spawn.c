/*
 * Starts a program as the leader of a session of its own that is asked to end (SIGTERM) when the calling thread ends, be it that the whole
 * process was killed. posix_spawn(3) cannot ask for that: it has to be done between fork and exec.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Returns 0 and the process ID, or the error. The streams become its standard ones. */
int worker_runner_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder, const int streams[3], int *process)
{
    volatile int error = 0;
    sigset_t all, before, none;
    sigfillset(&all);
    sigemptyset(&none);
    pid_t parent = getpid();

    /* The child shares our memory until it has executed the program: no handler of ours may run in it. */
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = vfork();
    if (child == 0) {
        struct sigaction standard = {.sa_handler = SIG_DFL};
        for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
        sigprocmask(SIG_SETMASK, &none, NULL);
        if (setsid() >= 0 && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent && chdir(folder) == 0
            && dup2(streams[0], 0) >= 0 && dup2(streams[1], 1) >= 0 && dup2(streams[2], 2) >= 0) {
#ifdef SYS_close_range
            /* What we were started with is not the program's; Linux before 5.9 hands it down. */
            syscall(SYS_close_range, 3, ~0U, 0);
#endif
            execve(path, arguments, environment);
        }
        error = errno;
        _exit(127);
    }
    int refused = child < 0 ? errno : error;
    sigprocmask(SIG_SETMASK, &before, NULL);
    *process = child;
    return refused;
}
