/* The terminal of the benchmarks: starts ARGV in a pty, reads all it writes as fast as it comes,
   and prints bytes, seconds, and the processor seconds of everything it waited for.
   usage: outer ARGV...      result on standard error: "BYTES SECONDS CPU" */
#include <errno.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    static char buffer[1 << 16];
    struct winsize size = {24, 80, 0, 0};
    struct rusage use;
    long long bytes = 0;
    int master, status;
    double start = now(), seconds;
    pid_t pid = forkpty(&master, NULL, NULL, &size);

    if (argc < 2 || pid < 0)
        return 2;
    if (pid == 0) {
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    for (;;) {
        ssize_t n = read(master, buffer, sizeof buffer);
        if (n > 0)
            bytes += n;
        else if (n == 0 || errno != EINTR)
            break;
    }
    wait4(pid, &status, 0, &use);
    seconds = now() - start;
    fprintf(stderr, "%lld %.6f %.6f\n", bytes, seconds,
            use.ru_utime.tv_sec + use.ru_stime.tv_sec
                + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
