/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/uitest.h"

#include "lib/tweft.h"
#include "tui/script.h"
#include "weft/io.h"

void uitest_open_text(struct uitest *t, const char *text, int w, int h)
{
    struct weft_diags d = { 0 };
    struct weft_err err = { 0 };
    struct weft_plan *plan = NULL;

    if (weft_plan_load(text, strlen(text), &plan, &d, &err))
        fail_msg("%s", d.n ? d.v[0].msg : err.msg);
    weft_diags_release(&d);
    uitest_open_plan(t, plan, w, h);
}

void uitest_open_plan(struct uitest *t, struct weft_plan *plan, int w, int h)
{
    struct weft_err err = { 0 };

    *t = (struct uitest){ .plan = plan, .o = { .seed = 1 } };
    if (tui_session_init(&t->ses, t->plan, "plan.json", &t->o, w, h, &err))
        fail_msg("%s", err.msg);
}

void uitest_open(struct uitest *t, const char *file, int w, int h)
{
    char path[512];
    char *text;
    size_t len;
    struct weft_err err = { 0 };

    snprintf(path, sizeof(path), "%s/%s", getenv("SAMPLES_DIR"), file);
    if (weft_file_read(path, &text, &len, &err))
        fail_msg("%s: %s", path, err.msg);
    uitest_open_text(t, text, w, h);
    free(text);
    t->ses.s->path = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
}

void uitest_close(struct uitest *t)
{
    tui_session_release(&t->ses);
    weft_plan_free(t->plan);
}

void uitest_keys(struct uitest *t, const char *script)
{
    FILE *out = fopen("/dev/null", "w");
    struct weft_err err = { 0 };

    assert_non_null(out);
    if (tui_script_run(&t->ses, script, strlen(script), out, &err))
        fail_msg("%d:%d: %s", err.line, err.column, err.msg);
    fclose(out);
}

char *uitest_screen(struct uitest *t, bool roles)
{
    char *text;

    assert_true(tui_session_draw(&t->ses));
    text = ui_cells_dump(&t->ses.cells, roles);
    assert_non_null(text);
    return text;
}

char *uitest_doc(const struct uitest *t)
{
    char *text;
    size_t len;

    assert_i64(weft_plan_text(t->plan, &text, &len, NULL), WEFT_OK);
    return text;
}

static bool seen(struct uitest *t, const char *text, char **screen)
{
    *screen = uitest_screen(t, false);
    return strstr(*screen, text) != NULL;
}

void uitest_sees(struct uitest *t, const char *text)
{
    char *screen;

    if (!seen(t, text, &screen))
        fail_msg("'%s' is not on the screen:\n%s", text, screen);
    free(screen);
}

void uitest_sees_not(struct uitest *t, const char *text)
{
    char *screen;

    if (seen(t, text, &screen))
        fail_msg("'%s' is on the screen:\n%s", text, screen);
    free(screen);
}

const char *uitest_task(const struct uitest *t)
{
    if (t->ses.s->task == WEFT_NONE)
        return "";
    return weft_plan_task(t->plan, t->ses.s->task)->id;
}
