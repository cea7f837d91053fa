/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/editor.h"
#include "tui/settings.h"
#include "ui/export.h"
#include "weft/io.h"

#define SEARCH_SECONDS 10.0

const char *tui_session_engine(const struct tui_session *t)
{
    if (t->s->set.engine[0])
        return t->s->set.engine;
    return t->o->engine ? t->o->engine : "auto";
}

static double usual_seconds(const struct tui_session *t)
{
    if (t->s->set.time > 0)
        return (double)t->s->set.time;
    return t->o->time > 0 ? t->o->time : SEARCH_SECONDS;
}

static void tell_import(struct tui_session *t)
{
    char text[160];

    snprintf(text, sizeof(text),
             "imported: %zu thing%s not taken over as they were; 'weft check' "
             "lists them",
             t->o->warnings, t->o->warnings == 1 ? "" : "s");
    tui_session_event(t, &(struct ui_event){ .kind = UI_EV_NOTICE,
                                             .now = t->s->now,
                                             .text = text });
}

enum weft_rc tui_session_init(struct tui_session *t, struct weft_plan *p,
                              const char *path, const struct tui_opts *o, int w,
                              int h, struct weft_err *err)
{
    enum weft_rc rc;
    struct ui_fx fx;

    *t = (struct tui_session){
        .o = o, .glyphs = &ui_glyphs_utf8, .utf8 = true, .adopt = -1
    };
    t->s = malloc(sizeof(*t->s));
    if (!t->s)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    ui_state_init(t->s, w, h);
    rc = ui_model_new(&t->m, p, err);
    if (!rc && o->scenario) {
        struct ui_change c;

        rc = ui_model_show(t->m, o->scenario, &c, err);
    }
    if (rc) {
        tui_session_release(t);
        return rc;
    }
    t->s->path = path;
    t->s->imported = o->imported;
    t->s->example = o->example;
    ui_update(t->s, t->m,
              &(struct ui_event){ .kind = UI_EV_RESIZE, .w = w, .h = h }, &fx);
    if (o->keep)
        tui_settings_read(t);
    t->search = ui_model_wants_search(t->m);
    t->seconds = usual_seconds(t);
    t->given = t->m->pos;
    if (o->imported && o->warnings)
        tell_import(t);
    tui_keeper_open(t, o->stamp);
    return WEFT_OK;
}

void tui_session_release(struct tui_session *t)
{
    ui_cells_release(&t->cells);
    tui_keeper_close(t, t->quit);
    ui_model_free(t->m);
    weft_plan_free(t->keeper.own);
    if (t->s)
        ui_state_release(t->s);
    free(t->s);
    *t = (struct tui_session){ 0 };
}

/* Write what the screen shows, the command line gone. */
static void dump(struct tui_session *t, const char *path)
{
    struct weft_err err = { 0 };
    char *text = tui_session_draw(t) ? ui_cells_dump(&t->cells, false) : NULL;
    struct ui_event ev = { .kind = UI_EV_NOTICE, .now = t->s->now };

    if (!text)
        ev.text = "out of memory";
    else if (weft_file_save(path, text, strlen(text), &err))
        ev.text = err.msg;
    free(text);
    if (ev.text)
        tui_session_event(t, &ev);
}

/* What is written is not what the state may change meanwhile. */
static enum weft_rc copy_of(const char *made, size_t len, char **text,
                            struct weft_err *err)
{
    *text = malloc(len + 1);
    if (!*text)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    memcpy(*text, made, len);
    (*text)[len] = '\0';
    return WEFT_OK;
}

/* Write the document, and tell the state how it went. */
static void save(struct tui_session *t, const struct ui_fx *fx)
{
    bool export = fx->bits & UI_FX_EXPORT;
    struct weft_err err = { 0 };
    struct ui_event ev = { .kind = UI_EV_SAVED,
                           .now = t->s->now,
                           .exported = export };
    const char *made;
    char *text = NULL;
    size_t len = 0;

    made = export ? ui_export_text(t->s, &len) : NULL;
    if (made)
        ev.rc = copy_of(made, len, &text, &err);
    else
        ev.rc = ui_model_text(t->m, export, tui_session_engine(t), t->o->seed,
                              &text, &len, &err);
    if (!ev.rc)
        tui_keeper_save(t, fx, text, len, &ev, &err);
    free(text);
    ev.text = ev.rc ? err.msg : fx->path;
    tui_session_event(t, &ev);
}

/* Whether a document can be opened, and tell the state. */
static void look(struct tui_session *t, const char *path)
{
    struct weft_plan *p = NULL;
    struct weft_err err = { 0 };
    struct ui_event ev = { .kind = UI_EV_OPENABLE, .now = t->s->now };

    ev.rc = weft_open(path, NULL, &p, NULL, NULL, &err);
    ev.text = err.msg;
    weft_plan_free(p);
    tui_session_event(t, &ev);
}

static double seconds_of(const struct tui_session *t, int64_t asked)
{
    double usual = usual_seconds(t);

    if (asked > 0)
        return (double)asked;
    return asked < 0 ? usual * (double)-asked : usual;
}

void tui_session_event(struct tui_session *t, const struct ui_event *ev)
{
    struct ui_fx fx;

    ui_update(t->s, t->m, ev, &fx);
    t->quit |= (fx.bits & UI_FX_QUIT) != 0;
    t->suspend |= (fx.bits & UI_FX_SUSPEND) != 0;
    t->redraw |= (fx.bits & UI_FX_REDRAW) != 0;
    t->restyle |= (fx.bits & UI_FX_SETTINGS) != 0;
    t->edit |= (fx.bits & UI_FX_EDITOR) != 0;
    t->copy |= (fx.bits & UI_FX_COPY) != 0;
    if (fx.bits & (UI_FX_STOP | UI_FX_SEARCH)) {
        t->stop = true; /* also what is searched for an older plan */
        t->search = false;
    }
    if (fx.bits & UI_FX_RACE) {
        t->race = true;
        t->race_seconds = seconds_of(t, fx.seconds);
    }
    if (fx.bits & UI_FX_ADOPT)
        t->adopt = fx.row;
    if (fx.bits & UI_FX_SEARCH) {
        t->search = true;
        t->asked_at = ev->now;
        t->seconds = seconds_of(t, fx.seconds);
    }
    tui_keeper_note(t);
    if (fx.bits & (UI_FX_SAVE | UI_FX_EXPORT))
        save(t, &fx);
    if (fx.bits & UI_FX_DUMP)
        dump(t, fx.path);
    if (fx.bits & UI_FX_OPEN)
        look(t, fx.path);
    if (fx.bits & UI_FX_RECOVER)
        tui_keeper_recover(t);
    if (fx.bits & UI_FX_DISCARD)
        tui_keeper_discard(t);
    if (fx.bits & (UI_FX_RELOAD | UI_FX_MERGE))
        tui_keeper_reload(t, fx.bits & UI_FX_MERGE);
}

void tui_session_edit(struct tui_session *t, int64_t now)
{
    struct weft_err err = { 0 };
    char *text = NULL;
    struct ui_event ev = { .kind = UI_EV_EDITED, .now = now };

    t->edit = false;
    ev.rc = tui_editor(t->s->editing.text, &text, &err);
    ev.text = ev.rc ? err.msg : text;
    tui_session_event(t, &ev);
    free(text);
}

void tui_session_mouse(struct tui_session *t, struct ui_event *ev)
{
    struct ui_mouse *e = &ev->mouse;

    ev->kind = UI_EV_MOUSE;
    e->pane = -1;
    if (t->cells.cell)
        e->hot = ui_hot_at(&t->cells, e->x, e->y, &e->pane);
    tui_session_event(t, ev);
}

static const struct ui_glyphs *glyphs_of(const struct tui_session *t)
{
    static const struct ui_glyphs *const set[UI_GLYPH_CHOICES] = {
        [UI_GLYPHS_UTF8] = &ui_glyphs_utf8,
        [UI_GLYPHS_CP437] = &ui_glyphs_cp437,
        [UI_GLYPHS_ASCII] = &ui_glyphs_ascii,
    };
    enum ui_glyph_choice g = t->s->set.glyphs;

    if (g == UI_GLYPHS_AUTO)
        return t->glyphs;
    return t->utf8 ? set[g] : &ui_glyphs_ascii;
}

bool tui_session_draw(struct tui_session *t)
{
    if (t->cells.w != t->s->w || t->cells.h != t->s->h || !t->cells.cell) {
        ui_cells_release(&t->cells);
        if (!ui_cells_init(&t->cells, t->s->w, t->s->h, t->glyphs))
            return false;
    }
    t->cells.glyphs = glyphs_of(t);
    ui_view(t->s, t->m, &t->cells);
    return true;
}
