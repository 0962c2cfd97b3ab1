/* The least a relay can be: a pty, raw mode, poll, read, write. What remains between this and
   termproxy is the interpreter and the observers.
   usage: relay ARGV... */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int copy(int from, int to)
{
    static char buffer[1 << 16];
    ssize_t n = read(from, buffer, sizeof buffer), done = 0;

    if (n <= 0)
        return n < 0 && errno == EINTR;
    while (done < n) {
        ssize_t written = write(to, buffer + done, n - done);
        if (written < 0 && errno != EINTR)
            return 0;
        done += written > 0 ? written : 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    struct termios before, raw;
    struct winsize size = {24, 80, 0, 0};
    int master, status, terminal = tcgetattr(0, &before) == 0;
    pid_t pid;

    ioctl(0, TIOCGWINSZ, &size);
    pid = forkpty(&master, NULL, terminal ? &before : NULL, &size);
    if (argc < 2 || pid < 0)
        return 2;
    if (pid == 0) {
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    if (terminal) {
        raw = before;
        cfmakeraw(&raw);
        tcsetattr(0, TCSANOW, &raw);
    }
    struct pollfd fds[2] = {{0, POLLIN, 0}, {master, POLLIN, 0}};
    for (;;) {
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            break;
        if (fds[1].revents && !copy(master, 1))
            break;
        if (fds[0].revents && !copy(0, master))
            fds[0].fd = -1;
    }
    waitpid(pid, &status, 0);
    if (terminal)
        tcsetattr(0, TCSADRAIN, &before);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
