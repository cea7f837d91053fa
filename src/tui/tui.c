/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: wait for keys, the worker, signals and time; update; draw. */
#include "tui/tui.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tui/blit.h"
#include "tui/clipboard.h"
#include "tui/idle.h"
#include "tui/input.h"
#include "tui/linear.h"
#include "tui/race.h"
#include "tui/script.h"
#include "tui/search.h"
#include "tui/session.h"
#include "tui/term.h"
#include "tui/typed_file.h"
#include "ui/job.h"

#define FDS      (2 + WORKER_FDS + RACE_FDS)
#define QUIET_MS 80  /* without a key, before there is time for other work */
#define TICK_MS  250 /* a running search shows its time this often */
#define KEYS     256 /* taken before a frame is drawn */

struct loop {
    struct tui_session ses;
    struct tui_term term;
    struct tui_input in;
    struct tui_search search;
    struct tui_race race;
    struct tui_idle idle;
    uint64_t events; /* of the user, taken so far */
    int64_t ticked;
    int64_t typed; /* when the last key came */
    bool dirty;    /* the screen is not that of the state */
    int sig;       /* that ends the program; 0: none */
    bool gone;     /* the terminal is */
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void send(struct loop *l, struct ui_event *ev)
{
    ev->now = now_ms();
    tui_session_event(&l->ses, ev);
    l->dirty = true;
}

static void resize(struct loop *l)
{
    struct ui_event ev = { .kind = UI_EV_RESIZE };

    tui_term_resize(&ev.w, &ev.h);
    send(l, &ev);
    l->ses.redraw = true; /* terminals move what is on them: draw it all */
}

static void restyle(struct loop *l)
{
    tui_term_theme(&l->term, l->ses.s->set.theme);
    tui_term_mouse(l->ses.s->set.mouse);
    l->ses.restyle = false;
}

static void draw(struct loop *l)
{
    if (l->ses.restyle)
        restyle(l);
    if (l->ses.redraw)
        tui_term_redraw();
    l->ses.redraw = false;
    if (tui_session_draw(&l->ses)) {
        tui_blit(&l->ses.cells, &l->term.theme);
        doupdate();
    }
    if (l->ses.copy)
        tui_clipboard_put(&l->ses.s->reg);
    l->ses.copy = false;
    l->dirty = false;
}

static void suspend(struct loop *l)
{
    l->ses.suspend = false;
    tui_term_suspend();
    resize(l);
}

static void resume(struct loop *l)
{
    tui_term_continued();
    resize(l);
}

/* The editor has the terminal meanwhile. */
static void edit(struct loop *l)
{
    tui_term_lend();
    tui_session_edit(&l->ses, now_ms());
    tui_term_take_back();
    resize(l);
}

static void on_signals(struct loop *l)
{
    int sig;

    while ((sig = tui_term_signal(&l->term)) != 0) {
        if (sig == SIGWINCH)
            resize(l);
        else if (sig == SIGTSTP)
            l->ses.suspend = true;
        else if (sig == SIGCONT)
            resume(l);
        else
            l->sig = sig;
    }
}

/* What is under the pointer is what was drawn: draw what came before. */
static void point(struct loop *l, struct ui_event *ev)
{
    if (l->dirty)
        draw(l);
    ev->now = now_ms();
    tui_session_mouse(&l->ses, ev);
    l->dirty = true;
}

static void on_keys(struct loop *l)
{
    struct ui_event ev = { 0 };

    for (int i = 0; i < KEYS && !l->ses.quit && !l->ses.suspend &&
                    !l->ses.edit && tui_input_next(&l->in, &ev);
         i++) {
        l->events++;
        l->typed = now_ms();
        if (ev.kind == UI_EV_MOUSE)
            point(l, &ev);
        else
            send(l, &ev);
    }
}

/* Milliseconds until there is time for work that keys do not wait for: a held
 * key leaves none. -1: there is none to do. */
static int idle_ms(const struct loop *l)
{
    int64_t left = l->typed + QUIET_MS - now_ms();

    if (!ui_idle_wanted(l->ses.m))
        return -1;
    return left > 0 ? (int)left : 0;
}

/* Milliseconds until something is due by itself. */
static int timeout_ms(const struct loop *l)
{
    int64_t now = now_ms();
    int idle = idle_ms(l);
    int due = tui_search_timeout(&l->search, &l->ses, now);
    int64_t tick = l->ticked + TICK_MS - now;
    int kept = tui_keeper_timeout(&l->ses, now);
    int race = tui_race_timeout(&l->race, &l->ses);

    if (kept >= 0 && (due < 0 || kept < due))
        due = kept;
    if (race >= 0 && (due < 0 || race < due))
        due = race;
    if (idle >= 0 && (due < 0 || idle < due))
        due = idle;
    if (!l->ses.s->searching.running)
        return due;
    tick = tick < 0 ? 0 : tick;
    return due >= 0 && due < tick ? due : (int)tick;
}

static void on_time(struct loop *l)
{
    int64_t now = now_ms();

    if (l->ses.s->searching.running && now - l->ticked >= TICK_MS) {
        l->ticked = now;
        send(l, &(struct ui_event){ .kind = UI_EV_TICK });
    }
    tui_search_step(&l->search, &l->ses, now);
    l->dirty |= tui_race_step(&l->race, &l->ses, now);
    l->dirty |= tui_keeper_step(&l->ses, now);
}

/* The terminal is gone; reading would give an end or an error for ever. */
static bool hung_up(short revents)
{
    return revents & (POLLHUP | POLLERR | POLLNVAL);
}

static void wait_for_news(struct loop *l)
{
    struct pollfd fd[FDS] = { { .fd = STDIN_FILENO, .events = POLLIN },
                              { .fd = l->term.wake, .events = POLLIN } };
    int n = 2 + worker_fds(l->search.worker, fd + 2), ready;
    uint64_t serial = l->ses.m->serial, news = l->ses.m->news;
    int64_t bound = l->ses.m->bound;
    bool running = l->ses.s->searching.on;

    n += tui_race_fds(&l->race, fd + n);
    ready = poll(fd, (nfds_t)n, timeout_ms(l));
    if (ready < 0 && errno != EINTR)
        l->gone = true;
    if (ready == 0 && idle_ms(l) == 0)
        send(l, &(struct ui_event){ .kind = UI_EV_IDLE });
    if (fd[1].revents)
        on_signals(l);
    if (hung_up(fd[0].revents))
        l->gone = true;
    else if (fd[0].revents)
        on_keys(l);
    tui_search_read(&l->search, &l->ses, now_ms());
    l->dirty |= serial != l->ses.m->serial || news != l->ses.m->news ||
                bound != l->ses.m->bound || running != l->ses.s->searching.on;
    on_time(l);
}

static void run(struct loop *l)
{
    while (!l->ses.quit && !l->sig && !l->gone) {
        if (l->dirty || l->ses.redraw)
            draw(l);
        tui_idle_mark(&l->idle, l->events, l->ses.s->w, l->ses.s->h,
                      l->ses.search || l->ses.s->searching.on ||
                          ui_idle_wanted(l->ses.m));
        wait_for_news(l);
        if (l->ses.edit)
            edit(l);
        if (l->ses.suspend)
            suspend(l);
    }
}

static enum weft_rc interactive(struct loop *l, const struct tui_opts *o,
                                struct weft_err *err)
{
    struct tui_term_opts to = { .ascii = o->ascii, .mono = o->mono };
    enum weft_rc rc;
    int w, h;

    rc = tui_search_init(&l->search, o, err);
    if (!rc)
        rc = tui_term_open(&l->term, &to, err);
    if (rc) {
        tui_search_release(&l->search);
        return rc;
    }
    l->ses.glyphs = l->term.glyphs;
    l->ses.utf8 = l->term.utf8;
    l->ses.restyle = true;
    tui_input_init(&l->in);
    tui_idle_init(&l->idle);
    tui_term_resize(&w, &h);
    send(l, &(struct ui_event){ .kind = UI_EV_RESIZE, .w = w, .h = h });
    if (l->term.notice[0] && !l->ses.s->msg_stays)
        snprintf(l->ses.s->msg, sizeof(l->ses.s->msg), "%s", l->term.notice);
    tui_typed_load(l->ses.s);
    run(l);
    tui_typed_save(l->ses.s);
    tui_race_release(&l->race);
    tui_term_close(&l->term);
    tui_input_release(&l->in);
    tui_search_release(&l->search);
    return WEFT_OK;
}

enum weft_rc tui_run(struct weft_plan *p, const char *path,
                     const struct tui_opts *o, struct weft_err *err)
{
    struct loop l = { 0 };
    int w = o->width > 0 ? o->width : 80, h = o->height > 0 ? o->height : 24;
    enum weft_rc rc = tui_session_init(&l.ses, p, path, o, w, h, err);

    if (rc)
        return rc;
    if (o->ascii)
        l.ses.glyphs = &ui_glyphs_ascii;
    if (o->linear)
        rc = tui_linear_main(&l.ses, err);
    else if (o->keys || o->dump)
        rc = tui_script_main(&l.ses, err);
    else
        rc = interactive(&l, o, err);
    if (!rc && l.ses.quit && l.ses.s->going && o->next) {
        o->next->any = true;
        snprintf(o->next->path, sizeof(o->next->path), "%s", l.ses.s->next);
    }
    tui_session_release(&l.ses);
    if (l.sig)
        tui_term_die(l.sig);
    if (l.gone)
        tui_term_die(SIGHUP);
    return rc;
}
