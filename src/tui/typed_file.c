/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/typed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/typed.h"
#include "weft/io.h"

#define PATH_MAX_LEN 4096
#define FILE_MAX     ((size_t)1 << 20) /* what is larger is not ours */

/* The path; false: there is none, or it is too long. */
static bool path_of(char *out, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int n;

    if (state && state[0] == '/')
        n = snprintf(out, size, "%s/weft/history", state);
    else if (home && home[0] == '/')
        n = snprintf(out, size, "%s/.local/state/weft/history", home);
    else
        return false;
    return n > 0 && (size_t)n < size;
}

/* The folders above path, as far as they are missing. */
static void make_folders(char *path)
{
    for (char *p = path + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(path, 0700) && errno != EEXIST) {
            *p = '/';
            return;
        }
        *p = '/';
    }
}

static bool read_file(const char *path, char **text, size_t *len)
{
    struct stat st;

    if (stat(path, &st) || !S_ISREG(st.st_mode) ||
        (size_t)st.st_size > FILE_MAX)
        return false;
    return weft_file_read(path, text, len, NULL) == WEFT_OK;
}

void tui_typed_load(struct ui_state *s)
{
    char path[PATH_MAX_LEN];
    char *text = NULL;
    size_t len;

    if (path_of(path, sizeof(path)) && read_file(path, &text, &len))
        ui_typed_load(s, text, len);
    free(text);
}

/* An empty file that others cannot read, if there is none. */
static bool make_private(char *path)
{
    int fd;

    make_folders(path);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    close(fd);
    return true;
}

void tui_typed_save(struct ui_state *s)
{
    char path[PATH_MAX_LEN];
    struct weft_buf b = { 0 };
    char *text = NULL;
    size_t len;

    if (!path_of(path, sizeof(path)))
        return;
    if (read_file(path, &text, &len))
        ui_typed_merge(s, text, len);
    free(text);
    ui_typed_text(s, &b);
    if (b.len > 0 && !b.oom && make_private(path))
        weft_file_save(path, b.p, b.len, NULL);
    weft_buf_release(&b);
}
