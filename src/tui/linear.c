/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/linear.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "tui/search.h"
#include "ui/linear.h"

#define BRIEF_S 1.0 /* that a change is searched for, at most */

struct linear {
    struct tui_session *t;
    struct tui_search search;
    bool asks; /* somebody types: a prompt shows that it waits */
    char told[sizeof(((struct ui_state *)0)->msg)];
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
    (void)sig;
    interrupted = 1;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- telling --------------------------------------------------------------- */

/* Lines, made safe one by one. */
static void print(const struct linear *l, const char *text)
{
    struct weft_buf b = { 0 };

    while (*text) {
        size_t n = strcspn(text, "\n");

        weft_utf8_show(&b, text, n, l->t->o->ascii);
        weft_buf_addc(&b, '\n');
        text += n + (text[n] == '\n');
    }
    if (b.p && !b.oom)
        fwrite(b.p, 1, b.len, stdout);
    fflush(stdout);
    weft_buf_release(&b);
}

static void print_buf(const struct linear *l, struct weft_buf *b)
{
    print(l, b->oom ? "out of memory" : b->p ? b->p : "");
    weft_buf_release(b);
}

/* The message, if there is a new one. */
static void print_message(struct linear *l)
{
    const char *msg = l->t->s->msg;

    if (msg[0] && strcmp(msg, l->told) != 0)
        print(l, msg);
    snprintf(l->told, sizeof(l->told), "%s", msg);
}

static void print_status(const struct linear *l)
{
    struct weft_buf b = { 0 };

    ui_linear_status(l->t->s, l->t->m, &b);
    print_buf(l, &b);
}

/* --- doing ----------------------------------------------------------------- */

static void key(struct linear *l, uint32_t k)
{
    tui_session_event(l->t, &(struct ui_event){
                                .kind = UI_EV_KEY, .key = k, .now = now_ms() });
}

static void type(struct linear *l, const char *text)
{
    tui_session_event(l->t, &(struct ui_event){ .kind = UI_EV_PASTE,
                                                .text = text,
                                                .now = now_ms() });
}

/* aloud: what was asked for, and plans are told as they come. Else only for
 * the plan that is shown. */
static void search(struct linear *l, bool aloud)
{
    struct tui_session *t = l->t;

    interrupted = 0;
    signal(SIGINT, on_interrupt);
    t->asked_at = 0; /* at once */
    while ((t->search || l->search.on) &&
           (aloud || ui_model_wants_search(t->m))) {
        struct pollfd fd[WORKER_FDS];
        int n = worker_fds(l->search.worker, fd);

        tui_search_step(&l->search, t, now_ms());
        if (poll(fd, (nfds_t)n, tui_search_timeout(&l->search, t, now_ms())) <
                0 &&
            interrupted)
            key(l, UI_CTRL | 'c');
        interrupted = 0;
        tui_search_read(&l->search, t, now_ms());
        if (aloud)
            print_message(l);
    }
    t->stop |= !aloud;
    t->search = false;
    tui_search_step(&l->search, t, now_ms());
    t->s->searching.on = false;
    signal(SIGINT, SIG_DFL);
}

/* A change is answered when it has been searched for a moment, as the screen
 * would by then: a makespan of a search and one of a quick plan are not to be
 * compared. */
static void search_briefly(struct linear *l)
{
    struct tui_session *t = l->t;

    t->stop = false;
    t->search = ui_model_wants_search(t->m);
    t->seconds = t->seconds < BRIEF_S ? t->seconds : BRIEF_S;
    search(l, false);
}

static void command(struct linear *l, const char *line)
{
    struct ui_fx fx = { 0 };
    struct ui u = { .s = l->t->s, .m = l->t->m, .fx = &fx };
    struct weft_buf out = { 0 };
    bool wanted = strncmp(line, "solve", 5) == 0;

    if (ui_linear_view(&u, line, &out)) {
        print_buf(l, &out);
        return;
    }
    key(l, ':');
    type(l, line);
    key(l, UI_K_ENTER);
    if (wanted && l->t->search) {
        print_message(l);
        search(l, true);
        print_status(l);
        return;
    }
    search_briefly(l);
    print_message(l);
}

/* Is a question open? tell: say which. */
static bool question(const struct linear *l, bool tell)
{
    struct weft_buf b = { 0 };
    bool open = ui_linear_question(l->t->s, &b);

    if (open && tell)
        print_buf(l, &b);
    weft_buf_release(&b);
    return open;
}

/* To the question that is open. */
static void answer(struct linear *l, const char *line)
{
    struct ui_state *s = l->t->s;
    uint32_t c;

    if (s->mode != UI_MODE_LINE) {
        weft_utf8_decode(line, strlen(line), &c);
        key(l, line[0] ? c : UI_K_ESC);
        if (s->mode == UI_MODE_QUIT || s->mode == UI_MODE_CHANGED) {
            key(l, UI_K_ESC); /* none of the answers */
            s->msg[0] = '\0';
        }
    } else {
        if (line[0]) {
            key(l, UI_CTRL | 'u');
            type(l, line);
        }
        key(l, UI_K_ENTER);
    }
    if (!question(l, false))
        search_briefly(l);
    print_message(l);
}

/* A list or a form: there is nothing to see of it here. */
static void leave_mode(struct linear *l)
{
    if (l->t->s->mode == UI_MODE_NORMAL)
        return;
    key(l, UI_K_ESC);
    key(l, UI_K_ESC);
    print(l, "that needs the screen; 'help' lists what is here");
}

static bool next_line(const struct linear *l, char **line, size_t *size)
{
    ssize_t n;

    if (l->asks) {
        fputs("> ", stdout);
        fflush(stdout);
    }
    n = getline(line, size, stdin);
    while (n > 0 && strchr("\r\n ", (*line)[n - 1]))
        (*line)[--n] = '\0';
    return n >= 0;
}

static void loop(struct linear *l)
{
    char *line = NULL;
    size_t size = 0;

    while (!l->t->quit) {
        bool open = question(l, true);
        const char *text;

        if (!next_line(l, &line, &size)) {
            if (ui_model_dirty(l->t->m))
                print(l, "the commands have ended; nothing was written since "
                         "the last change");
            break;
        }
        text = line + strspn(line, " :");
        l->told[0] = l->t->s->msg[0] = '\0';
        if (open)
            answer(l, text);
        else if (*text == '\0')
            print_status(l);
        else if (*text != '#')
            command(l, text);
        if (!question(l, false))
            leave_mode(l);
        tui_keeper_sync(l->t);
    }
    free(line);
}

enum weft_rc tui_linear_main(struct tui_session *t, struct weft_err *err)
{
    struct linear l = { .t = t, .asks = isatty(STDIN_FILENO) };
    enum weft_rc rc = tui_search_init(&l.search, t->o, err);

    if (rc)
        return rc;
    if (!question(&l, false)) { /* which says it, too */
        print_message(&l);
        search_briefly(&l);
    }
    print_status(&l);
    if (l.asks)
        print(&l, "help lists the commands");
    loop(&l);
    tui_search_release(&l.search);
    return WEFT_OK;
}
