/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/editor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "weft/io.h"

#define EDITOR_PATH 4096

static const char *editor(void)
{
    const char *e = getenv("VISUAL");

    if (!e || !e[0])
        e = getenv("EDITOR");
    return e && e[0] ? e : "vi";
}

/* A new file that others cannot read, with the text in it. */
static enum weft_rc make_file(char *path, size_t size, const char *text,
                              struct weft_err *err)
{
    const char *dir = getenv("TMPDIR");
    size_t n = strlen(text);
    int fd;

    snprintf(path, size, "%s/weft-XXXXXX.json", dir && dir[0] ? dir : "/tmp");
    fd = mkstemps(path, 5);
    if (fd < 0)
        return weft_err_set(err, WEFT_E_IO, NULL, "%s: %s", path,
                            strerror(errno));
    while (n > 0) {
        ssize_t k = write(fd, text, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            break;
        text += k;
        n -= (size_t)k;
    }
    if (close(fd) || n > 0) {
        unlink(path);
        return weft_err_set(err, WEFT_E_IO, NULL, "%s: %s", path,
                            strerror(errno));
    }
    return WEFT_OK;
}

/* In the child: signals as a program expects them. */
static void become(const char *path)
{
    char command[EDITOR_PATH + 16];
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    signal(SIGTSTP, SIG_DFL);
    snprintf(command, sizeof(command), "%.4000s \"$1\"", editor());
    execl("/bin/sh", "sh", "-c", command, "weft", path, (char *)NULL);
    _exit(127);
}

/* Its keys are its own: Ctrl-C in it does not end this process. */
static enum weft_rc run(const char *path, struct weft_err *err)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, was_int, was_quit;
    int status = 0;
    pid_t pid;

    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &ignore, &was_int);
    sigaction(SIGQUIT, &ignore, &was_quit);
    pid = fork();
    if (pid == 0)
        become(path);
    while (pid > 0) {
        if (waitpid(pid, &status, WUNTRACED) < 0) {
            if (errno == EINTR)
                continue;
            break;
        }
        if (!WIFSTOPPED(status))
            break;
        raise(SIGSTOP); /* with it; fg continues both */
        kill(pid, SIGCONT);
    }
    sigaction(SIGINT, &was_int, NULL);
    sigaction(SIGQUIT, &was_quit, NULL);
    if (pid < 0)
        return weft_err_set(err, WEFT_E_IO, NULL, "no process for it: %s",
                            strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return WEFT_OK;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return weft_err_set(err, WEFT_E_IO, NULL,
                            "'%.60s' cannot be run; set EDITOR", editor());
    return weft_err_set(err, WEFT_E_IO, NULL,
                        "'%.60s' has failed; nothing is taken", editor());
}

enum weft_rc tui_editor(const char *text, char **out, struct weft_err *err)
{
    char path[EDITOR_PATH];
    char *back = NULL;
    size_t len = 0;
    enum weft_rc rc = make_file(path, sizeof(path), text, err);

    if (rc)
        return rc;
    rc = run(path, err);
    if (!rc)
        rc = weft_file_read(path, &back, &len, err);
    if (!rc && strlen(back) != len)
        rc = weft_err_set(err, WEFT_E_IO, NULL, "there are zero bytes in it");
    unlink(path);
    if (rc)
        free(back);
    else
        *out = back;
    return rc;
}
