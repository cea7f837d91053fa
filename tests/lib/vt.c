/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/vt.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/utf8.h"
#include "lib/tweft.h"

/* --- the terminal -------------------------------------------------------- */

static int set_property(VTermProp prop, VTermValue *val, void *user)
{
    struct vt *v = user;

    if (prop == VTERM_PROP_ALTSCREEN)
        v->alternate = val->boolean;
    else if (prop == VTERM_PROP_CURSORVISIBLE)
        v->cursor = val->boolean;
    else if (prop == VTERM_PROP_MOUSE)
        v->mouse = val->number;
    return 1;
}

static void note_paste(struct vt *v, const char *bytes, size_t n)
{
    for (size_t i = 0; i + 8 <= n; i++) {
        if (memcmp(bytes + i, "\033[?2004h", 8) == 0)
            v->paste = true;
        if (memcmp(bytes + i, "\033[?2004l", 8) == 0)
            v->paste = false;
    }
}

static void output(void *ctx, const char *bytes, size_t n)
{
    struct vt *v = ctx;

    vterm_input_write(v->vt, bytes, n);
    if (v->raw.n + n + 1 > v->raw.cap) {
        v->raw.cap = 2 * (v->raw.n + n + 1);
        v->raw.p = realloc(v->raw.p, v->raw.cap);
        assert_non_null(v->raw.p);
    }
    memcpy(v->raw.p + v->raw.n, bytes, n);
    v->raw.n += n;
    v->raw.p[v->raw.n] = '\0';
    note_paste(v, bytes, n);
}

static void make_terminal(struct vt *v, int w, int h)
{
    static const VTermScreenCallbacks callbacks = {
        .settermprop = set_property
    };

    v->vt = vterm_new(h, w);
    assert_non_null(v->vt);
    vterm_set_utf8(v->vt, 1);
    v->screen = vterm_obtain_screen(v->vt);
    vterm_screen_set_callbacks(v->screen, &callbacks, v);
    vterm_screen_enable_altscreen(v->screen, 1);
    vterm_screen_reset(v->screen, 1);
    v->alternate = v->paste = false;
    v->cursor = true;
    v->mouse = 0;
    v->raw.n = 0;
}

/* --- running ------------------------------------------------------------- */

#define ENV_MAX  24
#define ARGS_MAX 16

void vt_start(struct vt *v, const char *const *args, const char *const *env,
              int w, int h)
{
    static const char *const plain[] = { "TERM=xterm-256color",
                                         "LC_ALL=C.UTF-8",
                                         "VISUAL=true",
                                         "NO_COLOR",
                                         "TMUX",
                                         "STY",
                                         "XDG_CONFIG_HOME",
                                         "XDG_STATE_HOME" };
    const char *all[ENV_MAX] = { 0 }, *argv[ARGS_MAX] = { getenv("WEFT") };
    char home[80];
    size_t n = 0, k = 1;

    if (v->vt) {
        pty_stop(&v->p);
        vterm_free(v->vt);
    }
    make_terminal(v, w, h);
    snprintf(home, sizeof(home), "HOME=%s", v->dir);
    for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
        all[n++] = plain[i];
    all[n++] = home;
    for (size_t i = 0; env && env[i] && n < ENV_MAX - 1; i++)
        all[n++] = env[i];
    while (args[k - 1] && k < ARGS_MAX - 1) {
        argv[k] = args[k - 1];
        k++;
    }
    v->p = (struct pty){ .ctx = v, .output = output };
    assert_true(pty_start(&v->p, argv, all, w, h));
}

void vt_folder(struct vt *v)
{
    *v = (struct vt){ 0 };
    snprintf(v->dir, sizeof(v->dir), "/tmp/weft-vt-XXXXXX");
    assert_non_null(mkdtemp(v->dir));
}

void vt_stop(struct vt *v)
{
    char command[128];

    pty_stop(&v->p);
    if (v->vt)
        vterm_free(v->vt);
    free(v->raw.p);
    snprintf(command, sizeof(command), "rm -rf '%s' 2>&-", v->dir);
    /* the interface may write to it until it has noticed the end */
    for (double until = pty_now() + 2000;
         system(command) != 0 && pty_now() < until;)
        poll(NULL, 0, 20);
    *v = (struct vt){ 0 };
}

static void stuck(const struct vt *v, const char *what)
{
    struct weft_buf b = { 0 };

    for (int y = 0; y < v->p.h; y++)
        weft_buf_addf(&b, "%s\n", vt_line(v, y));
    fail_msg("%s: %s%s\n%s", what, v->p.ended ? "it has ended; " : "",
             v->p.errors, b.p ? b.p : "");
}

void vt_send(struct vt *v, const char *bytes, unsigned events)
{
    pty_send(&v->p, bytes, strlen(bytes), events);
    if (!pty_idle(&v->p))
        stuck(v, "not idle");
}

void vt_keys(struct vt *v, const char *ascii)
{
    vt_send(v, ascii, (unsigned)strlen(ascii));
}

void vt_resize(struct vt *v, int w, int h)
{
    vterm_set_size(v->vt, h, w);
    pty_resize(&v->p, w, h);
    if (!pty_idle(&v->p))
        stuck(v, "not idle after a resize");
}

void vt_settle(struct vt *v)
{
    if (!pty_settled(&v->p))
        stuck(v, "still searching");
}

/* --- looking ------------------------------------------------------------- */

VTermScreenCell vt_cell(const struct vt *v, int x, int y)
{
    VTermScreenCell c = { 0 };
    VTermPos at = { .row = y, .col = x };

    vterm_screen_get_cell(v->screen, at, &c);
    return c;
}

const char *vt_line(const struct vt *v, int y)
{
    static char line[4096];
    int w, h;
    size_t n = 0, end = 0;

    vterm_get_size(v->vt, &h, &w);
    for (int x = 0; x < w; x++) {
        VTermScreenCell c = vt_cell(v, x, y);

        if (c.chars[0] == (uint32_t)-1)
            continue; /* the right half of a wide one */
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && c.chars[i]; i++)
            n += weft_utf8_encode(c.chars[i], line + n);
        if (!c.chars[0])
            line[n++] = ' ';
        if (line[n - 1] != ' ')
            end = n;
        assert_true(n < sizeof(line) - 32);
    }
    line[end] = '\0';
    return line;
}

int vt_find(const struct vt *v, const char *text)
{
    int w, h;

    vterm_get_size(v->vt, &h, &w);
    for (int y = 0; y < h; y++)
        if (strstr(vt_line(v, y), text))
            return y;
    return -1;
}

void vt_sees(const struct vt *v, const char *text)
{
    if (vt_find(v, text) < 0)
        stuck(v, text);
}

void vt_cursor(const struct vt *v, int *x, int *y)
{
    VTermPos at;

    vterm_state_get_cursorpos(vterm_obtain_state(v->vt), &at);
    *x = at.col;
    *y = at.row;
}

/* --- the end ------------------------------------------------------------- */

int vt_end(struct vt *v)
{
    if (!pty_ended(&v->p))
        stuck(v, "it does not end");
    return WIFEXITED(v->p.status) ? WEXITSTATUS(v->p.status)
                                  : -WTERMSIG(v->p.status);
}

void vt_restored(const struct vt *v)
{
    if (!pty_restored(&v->p))
        fail_msg("the settings are not those of before");
    assert_false(v->alternate);
    assert_true(v->cursor);
    assert_i64(v->mouse, 0);
    assert_false(v->paste);
}

static pid_t child_of(pid_t parent)
{
    DIR *d = opendir("/proc");
    pid_t found = 0;

    assert_non_null(d);
    for (struct dirent *e = readdir(d); e && !found; e = readdir(d)) {
        char path[300], state;
        int pid, ppid;
        FILE *f;

        snprintf(path, sizeof(path), "/proc/%.20s/stat", e->d_name);
        f = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "r")
                                                       : NULL;
        if (f && fscanf(f, "%d (%*[^)]) %c %d", &pid, &state, &ppid) == 3 &&
            ppid == (int)parent)
            found = (pid_t)pid;
        if (f)
            fclose(f);
    }
    closedir(d);
    return found;
}

pid_t vt_interface(const struct vt *v)
{
    pid_t pid = child_of(v->p.pid);

    if (pid <= 0)
        fail_msg("no process below the guard");
    return pid;
}
