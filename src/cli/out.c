/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "weft/io.h"

enum cli_exit cli_print(const struct cli *c, const char *text, size_t len)
{
    while (len) {
        ssize_t n = write(STDOUT_FILENO, text, len);

        if (n >= 0) {
            text += n;
            len -= (size_t)n;
        } else if (errno == EPIPE) {
            return CLI_FILE;
        } else if (errno == EAGAIN) {
            poll(&(struct pollfd){ STDOUT_FILENO, POLLOUT, 0 }, 1, -1);
        } else if (errno != EINTR) {
            cli_say(c, "standard output: %s", strerror(errno));
            return CLI_FILE;
        }
    }
    return CLI_DONE;
}

enum cli_exit cli_print_buf(const struct cli *c, struct weft_buf *b)
{
    enum cli_exit rc = b->oom ? cli_no_memory(c) : cli_print(c, b->p, b->len);

    weft_buf_release(b);
    return rc;
}

enum cli_exit cli_save(const struct cli *c, const char *path, const char *text,
                       size_t len)
{
    struct weft_err err = { 0 };

    if (!strcmp(path, "-"))
        return cli_print(c, text, len);
    if (weft_file_save(path, text, len, &err))
        return cli_fail(c, path, &err);
    return CLI_DONE;
}

enum cli_exit cli_check_target(const struct cli *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder;
    struct stat st;
    int failed;

    if (!strcmp(path, "-"))
        return CLI_DONE;
    if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
        cli_say(c, "%s: %s", path, strerror(EISDIR));
        return CLI_FILE;
    }
    if (!slash || slash == path)
        return CLI_DONE;
    folder = strndup(path, (size_t)(slash - path));
    if (!folder)
        return cli_no_memory(c);
    failed = stat(folder, &st) ? errno : 0;
    if (!failed && !S_ISDIR(st.st_mode))
        failed = ENOTDIR;
    free(folder);
    if (failed)
        cli_say(c, "%s: %s", path, strerror(failed));
    return failed ? CLI_FILE : CLI_DONE;
}
