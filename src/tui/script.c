/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/script.h"

#include <ctype.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "tui/race.h"
#include "ui/job.h"
#include "weft/engine.h"
#include "weft/io.h"

#define EFFORT     2000 /* schedules a script's search makes */
#define SEARCHES   1000 /* one after the other */
#define IDLE_STEPS 10000

struct script {
    struct tui_session *t;
    const char *text;
    size_t len, at;
    int64_t now;
    struct tui_race race;
    FILE *out;
};

/* What is done while no key is waiting is done before the next one. */
static void send(struct script *s, struct ui_event ev)
{
    struct ui_event idle = { .kind = UI_EV_IDLE, .now = s->now };

    ev.now = s->now;
    tui_session_event(s->t, &ev);
    s->t->copy = false;
    if (s->t->edit)
        tui_session_edit(s->t, s->now);
    for (int i = 0; i < IDLE_STEPS && ui_idle_wanted(s->t->m); i++)
        tui_session_event(s->t, &idle);
}

/* --- a search in this process ---------------------------------------------------- */

static void offer(struct script *s, const struct ui_job *job,
                  const struct weft_result *r)
{
    struct weft_place *place = NULL;

    if (!r->schedule.n ||
        weft_schedule_places(job->problem, &r->schedule, &place, NULL))
        return;
    send(s, (struct ui_event){ .kind = UI_EV_PLAN,
                               .gen = job->gen,
                               .place = place,
                               .nplace = (size_t)r->schedule.n,
                               .engine = r->engine ? r->engine : "" });
    free(place);
}

static void search(struct script *s, const struct ui_job *job)
{
    struct tui_session *t = s->t;
    struct weft_solve_opts o;
    struct weft_result r = { 0 };
    struct weft_err err = { 0 };
    const char *engine = t->s->set.engine[0] ? t->s->set.engine
                         : t->o->engine      ? t->o->engine
                                             : "list";
    int64_t tick = job->problem->tick;
    uint64_t gen = job->gen;
    enum weft_rc rc;

    send(s, (struct ui_event){ .kind = UI_EV_SEARCH, .gen = gen });
    weft_solve_opts_init(&o);
    o.time = 0;
    o.effort = EFFORT;
    o.seed = t->o->seed;
    o.rule = t->o->rule;
    o.start = job->start;
    rc = weft_solve(job->problem, engine, &o, &r, &err);
    if (!rc) {
        offer(s, job, &r);
        send(s, (struct ui_event){ .kind = UI_EV_BOUND,
                                   .gen = gen,
                                   .bound = r.bound * tick,
                                   .engine = r.bound_engine });
    }
    send(s, (struct ui_event){ .kind = rc ? UI_EV_FAILED : UI_EV_DONE,
                               .gen = gen,
                               .status = r.status,
                               .text = rc ? err.msg : r.reason });
    weft_result_release(&r);
}

/* The search that is wanted, and those that are wanted after it. */
static void solve(struct script *s)
{
    struct tui_session *t = s->t;
    struct ui_job job;

    for (int i = 0; i < SEARCHES && t->search; i++) {
        t->search = t->stop = false;
        if (!ui_job(t->m, &job) && !ui_job_shown(t->m, &job))
            return;
        search(s, &job);
    }
}

/* A race that was asked for, to its end; then what was asked of it. */
static void race(struct script *s)
{
    struct pollfd fd[RACE_FDS];

    tui_race_step(&s->race, s->t, s->now);
    while (s->race.race && !race_is_over(s->race.race)) {
        int n = tui_race_fds(&s->race, fd);

        poll(fd, (nfds_t)n, tui_race_timeout(&s->race, s->t));
        s->now++;
        tui_race_step(&s->race, s->t, s->now);
    }
}

/* --- words ------------------------------------------------------------------------- */

static enum weft_rc wrong(const struct script *s, size_t at,
                          struct weft_err *err, const char *what)
{
    int line = 1, column = 1;
    enum weft_rc rc;

    for (size_t i = 0; i < at && i < s->len; i++) {
        column++;
        if (s->text[i] == '\n') {
            line++;
            column = 1;
        }
    }
    rc = weft_err_set(err, WEFT_E_PARSE, NULL, "script: %s", what);
    if (err) {
        err->line = line;
        err->column = column;
    }
    return rc;
}

static void skip_space(struct script *s)
{
    while (s->at < s->len) {
        if (s->text[s->at] == '#')
            while (s->at < s->len && s->text[s->at] != '\n')
                s->at++;
        else if (isspace((unsigned char)s->text[s->at]))
            s->at++;
        else
            break;
    }
}

/* A word up to white space. */
static size_t word(const struct script *s)
{
    size_t n = 0;

    while (s->at + n < s->len && !isspace((unsigned char)s->text[s->at + n]))
        n++;
    return n;
}

/* The text between quotes at s->at, into b. */
static enum weft_rc quoted(struct script *s, struct weft_buf *b,
                           struct weft_err *err)
{
    size_t begin = s->at;

    if (s->at >= s->len || s->text[s->at] != '"')
        return wrong(s, begin, err, "expected \"text\"");
    for (s->at++; s->at < s->len && s->text[s->at] != '"'; s->at++) {
        char c = s->text[s->at];

        if (c == '\\' && s->at + 1 < s->len) {
            c = s->text[++s->at];
            if (c == 'n')
                c = '\n';
        }
        weft_buf_addc(b, c);
    }
    if (s->at >= s->len)
        return wrong(s, begin, err, "the quote is not closed");
    s->at++;
    return WEFT_OK;
}

static void type(struct script *s, const struct weft_buf *b)
{
    for (size_t i = 0; b->p && i < b->len;) {
        uint32_t cp;

        i += weft_utf8_decode(b->p + i, b->len - i, &cp);
        send(s, (struct ui_event){ .kind = UI_EV_KEY,
                                   .key = cp == '\n' ? UI_K_ENTER : cp });
    }
}

static enum weft_rc text_word(struct script *s, bool paste,
                              struct weft_err *err)
{
    struct weft_buf b = { 0 };
    enum weft_rc rc = quoted(s, &b, err);

    if (!rc && paste)
        send(s,
             (struct ui_event){ .kind = UI_EV_PASTE, .text = b.p ? b.p : "" });
    else if (!rc)
        type(s, &b);
    weft_buf_release(&b);
    return rc;
}

static enum weft_rc set_size(struct script *s, struct weft_err *err)
{
    char arg[32];
    size_t n = word(s);
    int w, h;

    snprintf(arg, sizeof(arg), "%.*s", (int)(n < 31 ? n : 31), s->text + s->at);
    if (sscanf(arg, "%4dx%4d", &w, &h) != 2 || w < 0 || h < 0)
        return wrong(s, s->at, err, "expected a size: @size 80x24");
    s->at += n;
    send(s, (struct ui_event){ .kind = UI_EV_RESIZE, .w = w, .h = h });
    return WEFT_OK;
}

/* "12,5" */
static bool cell_of(const struct script *s, size_t at, int *x, int *y)
{
    char arg[32];
    size_t n = 0;

    while (at + n < s->len && n < sizeof(arg) - 1 &&
           !isspace((unsigned char)s->text[at + n]))
        n++;
    snprintf(arg, sizeof(arg), "%.*s", (int)n, s->text + at);
    return sscanf(arg, "%4d,%4d", x, y) == 2;
}

static void mouse(struct script *s, struct ui_mouse e)
{
    struct ui_event ev = { .now = s->now, .mouse = e };

    tui_session_draw(s->t);
    tui_session_mouse(s->t, &ev);
}

/* "@click 12,5" and the like: what follows the name. */
static enum weft_rc mouse_word(struct script *s, const char *name,
                               struct weft_err *err)
{
    struct ui_mouse e = { .button = UI_BUTTON_LEFT };
    size_t n;

    skip_space(s);
    n = word(s);
    if (!cell_of(s, s->at, &e.x, &e.y))
        return wrong(s, s->at, err, "expected a cell: @click 12,5");
    s->at += n;
    e.mods = strncmp(name, "shift-", 6) == 0 ? UI_SHIFT : 0;
    name += e.mods ? 6 : 0;
    if (strcmp(name, "up") == 0)
        e.button = UI_WHEEL_UP;
    else if (strcmp(name, "down") == 0)
        e.button = UI_WHEEL_DOWN;
    else if (strcmp(name, "drag") == 0)
        e.act = UI_DRAG;
    mouse(s, e);
    if (strcmp(name, "double") == 0)
        mouse(s, e);
    return WEFT_OK;
}

/* Names of mouse directives; NULL: this is none. */
static const char *mouse_name(const char *w, size_t n)
{
    static const char *const names[] = { "click", "double",   "drag",      "up",
                                         "down",  "shift-up", "shift-down" };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strlen(names[i]) + 1 == n && memcmp(w + 1, names[i], n - 1) == 0)
            return names[i];
    return NULL;
}

static enum weft_rc directive(struct script *s, struct weft_err *err)
{
    size_t begin = s->at, n = word(s);
    const char *w = s->text + begin;

    s->at += n;
    if (mouse_name(w, n))
        return mouse_word(s, mouse_name(w, n), err);
    if (n == 6 && memcmp(w, "@paste", n) == 0) {
        skip_space(s);
        return text_word(s, true, err);
    }
    if (n == 5 && memcmp(w, "@size", n) == 0) {
        skip_space(s);
        return set_size(s, err);
    }
    if (n == 5 && memcmp(w, "@tick", n) == 0) {
        skip_space(s);
        n = word(s);
        s->now += strtol(s->text + s->at, NULL, 10);
        s->at += n;
        send(s, (struct ui_event){ .kind = UI_EV_TICK });
        return WEFT_OK;
    }
    if (n == 6 && memcmp(w, "@solve", n) == 0) {
        if (s->t->search)
            solve(s);
        return WEFT_OK;
    }
    if (n == 5 && memcmp(w, "@race", n) == 0) {
        race(s);
        return WEFT_OK;
    }
    if (n == 5 && memcmp(w, "@dump", n) == 0)
        return tui_script_dump(s->t, false, s->out, err);
    if (n == 6 && memcmp(w, "@roles", n) == 0)
        return tui_script_dump(s->t, true, s->out, err);
    return wrong(s, begin, err, "no such word; see weft(1)");
}

static enum weft_rc next_word(struct script *s, struct weft_err *err)
{
    uint32_t key;
    size_t n;

    if (s->text[s->at] == '"')
        return text_word(s, false, err);
    if (s->text[s->at] == '@')
        return directive(s, err);
    n = word(s);
    if (!ui_key_parse(s->text + s->at, n, &key))
        return wrong(s, s->at, err, "no such key; see weft-keys(7)");
    s->at += n;
    send(s, (struct ui_event){ .kind = UI_EV_KEY, .key = key });
    return WEFT_OK;
}

enum weft_rc tui_script_run(struct tui_session *t, const char *text, size_t len,
                            FILE *out, struct weft_err *err)
{
    struct script s = {
        .t = t, .text = text, .len = len, .out = out, .now = t->s->now
    };
    enum weft_rc rc = WEFT_OK;

    for (skip_space(&s); !rc && s.at < s.len && !t->quit; skip_space(&s)) {
        s.now += 100;
        rc = next_word(&s, err);
        if (s.race.race)
            tui_race_step(&s.race, t, s.now);
    }
    tui_race_release(&s.race);
    return rc;
}

enum weft_rc tui_script_dump(struct tui_session *t, bool roles, FILE *out,
                             struct weft_err *err)
{
    char *text = NULL;

    if (tui_session_draw(t))
        text = ui_cells_dump(&t->cells, roles);
    if (!text)
        return weft_err_set(err, WEFT_E_NOMEM, NULL, "out of memory");
    fputs(text, out);
    free(text);
    return WEFT_OK;
}

enum weft_rc tui_script_main(struct tui_session *t, struct weft_err *err)
{
    char *text = NULL;
    size_t len;
    enum weft_rc rc = WEFT_OK;

    if (t->o->keys) {
        rc = weft_file_read(t->o->keys, &text, &len, err);
        if (!rc)
            rc = tui_script_run(t, text, len, stdout, err);
        free(text);
    }
    if (!rc && !t->quit)
        rc = tui_script_dump(t, t->o->roles, stdout, err);
    return rc;
}
