/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/session.h"
#include "weft/io.h"

static bool user_path(char *out, size_t size)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    if (config && config[0] == '/') /* a relative one is to be ignored */
        return (size_t)snprintf(out, size, "%s/weft/config", config) < size;
    if (!home || home[0] != '/')
        return false;
    return (size_t)snprintf(out, size, "%s/.config/weft/config", home) < size;
}

static bool project_path(const char *plan, char *out, size_t size)
{
    const char *slash = plan ? strrchr(plan, '/') : NULL;
    int n = slash ? (int)(slash - plan) + 1 : 0;

    return plan && (size_t)snprintf(out, size, "%.*s.weft", n, plan) < size;
}

/* One file; a file that is not there is fine. */
static int read_one(struct ui_settings *s, const char *path, const char *name,
                    bool binds, struct weft_buf *told)
{
    struct weft_err err = { 0 };
    char *text;
    size_t len;
    int wrong;

    if (access(path, F_OK) != 0)
        return 0;
    if (weft_file_read(path, &text, &len, &err)) {
        weft_buf_addf(told, "%s: %s\n", name, err.msg);
        return 1;
    }
    wrong = ui_config_text(s, name, text, len, binds, told);
    free(text);
    return wrong;
}

static void tell(struct tui_session *t, const struct weft_buf *told, int wrong)
{
    char text[400];

    if (!told->len)
        return;
    snprintf(text, sizeof(text), "%.*s%s", (int)strcspn(told->p, "\n"), told->p,
             wrong > 1 ? " (and others)" : "");
    tui_session_event(t, &(struct ui_event){ .kind = UI_EV_NOTICE,
                                             .now = t->s->now,
                                             .text = text });
}

void tui_settings_read(struct tui_session *t)
{
    struct ui_settings *s = &t->s->set;
    struct weft_buf told = { 0 };
    char path[UI_PATH_MAX];
    int wrong = 0;

    if (user_path(path, sizeof(path)))
        wrong += read_one(s, path, "config", true, &told);
    if (project_path(t->s->path, path, sizeof(path)))
        wrong += read_one(s, path, ".weft", false, &told);
    if (t->o->ascii)
        s->glyphs = UI_GLYPHS_AUTO; /* which is ASCII then */
    if (t->o->time > 0)
        s->time = 0;
    if (t->o->engine)
        s->engine[0] = '\0';
    tell(t, &told, wrong);
    weft_buf_release(&told);
}
