/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/term.h"

#include "config.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#ifdef HAVE_EXECINFO_H
#include <execinfo.h>
#endif

#include "tui/guard.h"

#define FALLBACK  "xterm-256color"
#define ESC_DELAY 25

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
/* buttons, motion while one is pressed, and coordinates in decimal */
#define MOUSE_ON  "\033[?1000h\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"

/* What handlers need: there is one terminal. */
static int pipe_end = -1;
static SCREEN *screen;
static bool mouse_wanted;
static char stack[65536]; /* for a handler when the stack has overflown */

static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* --- handlers: only what is async-signal-safe ----------------------------------- */

static void on_signal(int sig)
{
    int e = errno;
    unsigned char byte = (unsigned char)sig;
    ssize_t n = write(pipe_end, &byte, 1);

    (void)n; /* a full pipe has news enough */
    errno = e;
}

static void say_error(const char *text)
{
    ssize_t n = write(STDERR_FILENO, text, strlen(text));

    (void)n;
}

static const char *name_of(int sig)
{
    switch (sig) {
    case SIGSEGV:
        return "segmentation fault";
    case SIGBUS:
        return "bus error";
    case SIGFPE:
        return "arithmetic error";
    case SIGILL:
        return "illegal instruction";
    default:
        return "aborted";
    }
}

static void report_crash(int sig)
{
    const struct tui_shared *sh = tui_shared();

    say_error(PACKAGE " " PACKAGE_VERSION ": internal error: ");
    say_error(name_of(sig));
    say_error("\n");
    if (sh->journal[0]) {
        say_error("weft: what was not written is safe in ");
        say_error(sh->journal);
        say_error("\nweft: open the plan again to recover it\n");
    }
#ifdef HAVE_EXECINFO_H
    void *frame[32];
    int n = backtrace(frame, (int)LEN(frame));

    backtrace_symbols_fd(frame, n, STDERR_FILENO);
#endif
}

static void on_fatal(int sig)
{
    struct tui_shared *sh = tui_shared();

    if (sh->open) {
        tui_guard_restore();
        sh->open = 0;
        report_crash(sig);
    }
    signal(sig, SIG_DFL);
    raise(sig);
}

static void handle(int sig, void (*f)(int), int flags)
{
    struct sigaction a = { 0 };

    a.sa_handler = f;
    a.sa_flags = flags;
    sigemptyset(&a.sa_mask);
    sigaction(sig, &a, NULL);
}

static void install_handlers(void)
{
    const stack_t own = { .ss_sp = stack, .ss_size = sizeof(stack) };

    for (size_t i = 0; i < LEN(ending); i++)
        handle(ending[i], on_signal, SA_RESTART);
    handle(SIGWINCH, on_signal, SA_RESTART);
    handle(SIGTSTP, on_signal, SA_RESTART);
    handle(SIGCONT, on_signal, SA_RESTART);
    handle(SIGPIPE, SIG_IGN, 0);
    sigaltstack(&own, NULL);
    for (size_t i = 0; i < LEN(fatal); i++)
        handle(fatal[i], on_fatal, (int)(SA_RESETHAND | SA_ONSTACK));
#ifdef HAVE_EXECINFO_H
    void *frame[1];

    backtrace(frame, 1); /* loads what a handler may not load */
#endif
}

static void default_handlers(void)
{
    for (size_t i = 0; i < LEN(ending); i++)
        handle(ending[i], SIG_DFL, 0);
    handle(SIGWINCH, SIG_DFL, 0);
    handle(SIGTSTP, SIG_DFL, 0);
    handle(SIGCONT, SIG_DFL, 0);
    for (size_t i = 0; i < LEN(fatal); i++)
        handle(fatal[i], SIG_DFL, 0);
}

static enum weft_rc open_pipe(struct tui_term *t, struct weft_err *err)
{
    int fd[2];

    if (pipe(fd) != 0)
        return weft_err_set(err, WEFT_E_IO, NULL, "pipe: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        fcntl(fd[i], F_SETFL, O_NONBLOCK);
        fcntl(fd[i], F_SETFD, FD_CLOEXEC);
    }
    t->wake = fd[0];
    pipe_end = fd[1];
    return WEFT_OK;
}

int tui_term_signal(struct tui_term *t)
{
    unsigned char sig;

    return read(t->wake, &sig, 1) == 1 ? sig : 0;
}

/* --- what the terminal is -------------------------------------------------------- */

/* Can it be told where to write? Returns the name to open it by. */
static enum weft_rc examine(const char **name, char *notice, size_t size,
                            struct weft_err *err)
{
    const char *term = getenv("TERM");
    int found;

    *name = term;
    if (!term || !*term)
        return weft_err_set(err, WEFT_E_IO, NULL,
                            "TERM is not set: set it to what the terminal is "
                            "(TERM=xterm), or use 'weft --linear FILE' or "
                            "'weft report FILE'");
    if (setupterm(term, STDOUT_FILENO, &found) != OK) {
        if (setupterm(FALLBACK, STDOUT_FILENO, &found) != OK)
            return weft_err_set(err, WEFT_E_IO, NULL,
                                "no description of terminal '%.40s' is "
                                "installed (ncurses-base); 'weft --linear "
                                "FILE' and 'weft report FILE' need none",
                                term);
        *name = FALLBACK;
        snprintf(notice, size,
                 "terminal '%.40s' is not known here: treated "
                 "as " FALLBACK,
                 term);
    }
    if (!cursor_address) {
        del_curterm(cur_term);
        return weft_err_set(err, WEFT_E_IO, NULL,
                            "terminal '%.40s' cannot move its cursor: use "
                            "'weft --linear FILE' or 'weft report FILE', or "
                            "set TERM",
                            term);
    }
    del_curterm(cur_term);
    return WEFT_OK;
}

static bool takes_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Most glyphs are "ambiguous" in width: where they take two cells, ASCII. */
static const struct ui_glyphs *choose_glyphs(bool ascii)
{
    const char *term = getenv("TERM");

    if (ascii || !takes_utf8() || wcwidth(0x2500) != 1)
        return &ui_glyphs_ascii;
    if (term && strcmp(term, "linux") == 0)
        return &ui_glyphs_cp437;
    return &ui_glyphs_utf8;
}

bool tui_term_modern(void)
{
    const char *term = getenv("TERM");

    return term && strcmp(term, "linux") != 0 && strncmp(term, "vt", 2) != 0;
}

static void add_restore(const char *cap)
{
    struct tui_shared *sh = tui_shared();
    size_t n = cap && cap != (const char *)-1 ? strlen(cap) : 0;

    if (n == 0 || (size_t)sh->len + n > sizeof(sh->bytes))
        return;
    memcpy(sh->bytes + sh->len, cap, n);
    sh->len += (sig_atomic_t)n;
}

/* What undoes all that is sent, should this process not be able to. */
static void prepare_restore(void)
{
    struct tui_shared *sh = tui_shared();

    sh->len = 0;
    if (tui_term_modern())
        add_restore(MOUSE_OFF PASTE_OFF);
    add_restore(exit_attribute_mode);
    add_restore(keypad_local);
    add_restore(exit_ca_mode);
    add_restore(cursor_normal); /* some hide it again when they change back */
    add_restore("\r\n");
    sh->open = 1;
}

static void say(const char *bytes)
{
    fputs(bytes, stdout);
    fflush(stdout);
}

/* https://no-color.org: set and not empty. */
static bool no_color(void)
{
    const char *v = getenv("NO_COLOR");

    return v && *v;
}

static void set_modes(void)
{
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    if (tui_term_modern())
        say(PASTE_ON);
    if (tui_term_modern() && mouse_wanted)
        say(MOUSE_ON);
}

static void unset_modes(void)
{
    if (tui_term_modern())
        say(MOUSE_OFF PASTE_OFF);
}

/* Some terminals hide the cursor again when they change back to the other
 * screen, where it was hidden when the position was saved last. */
static void leave_curses(void)
{
    unset_modes();
    endwin();
    if (cursor_normal)
        say(cursor_normal);
}

void tui_term_mouse(bool on)
{
    mouse_wanted = on;
    if (screen && tui_term_modern())
        say(on ? MOUSE_ON : MOUSE_OFF);
}

void tui_term_theme(struct tui_term *t, enum ui_theme theme)
{
    tui_theme_init(&t->theme, theme, t->mono);
}

enum weft_rc tui_term_open(struct tui_term *t, const struct tui_term_opts *o,
                           struct weft_err *err)
{
    const char *name;
    enum weft_rc rc;

    *t = (struct tui_term){ .wake = -1 };
    rc = examine(&name, t->notice, sizeof(t->notice), err);
    if (rc)
        return rc;
    rc = open_pipe(t, err);
    if (rc)
        return rc;
    tui_guard_note();
    install_handlers(); /* before curses, which leaves them alone then */
    screen = newterm(name, stdout, stdin);
    if (screen)
        prepare_restore();
    if (!screen) {
        tui_term_close(t);
        return weft_err_set(err, WEFT_E_IO, NULL,
                            "terminal '%.40s' cannot be used", name);
    }
    set_escdelay(ESC_DELAY);
    set_modes();
    t->mono = o->mono || no_color();
    t->utf8 = takes_utf8();
    t->glyphs = choose_glyphs(o->ascii);
    return WEFT_OK;
}

void tui_term_close(struct tui_term *t)
{
    if (screen) {
        leave_curses();
        delscreen(screen);
        screen = NULL;
    }
    tui_shared()->open = 0;
    tui_guard_restore();
    default_handlers();
    if (t->wake >= 0) {
        close(t->wake);
        close(pipe_end);
        t->wake = pipe_end = -1;
    }
}

void tui_term_resize(int *w, int *h)
{
    struct winsize ws;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0 &&
        ws.ws_row > 0)
        resizeterm(ws.ws_row, ws.ws_col);
    *w = COLS;
    *h = LINES;
}

void tui_term_lend(void)
{
    leave_curses();
    tui_shared()->open = 0;
    tui_guard_restore();
}

void tui_term_take_back(void)
{
    tui_shared()->open = 1;
    set_modes();
    tui_term_redraw();
}

void tui_term_suspend(void)
{
    tui_term_lend();
    handle(SIGTSTP, SIG_DFL, 0);
    raise(SIGTSTP); /* stops here */
    handle(SIGTSTP, on_signal, SA_RESTART);
    tui_term_take_back();
}

void tui_term_continued(void)
{
    if (tui_shared()->parked) {
        tui_shared()->parked = 0;
        endwin(); /* so that curses takes it all again */
        set_modes();
    }
    tui_term_redraw();
}

void tui_term_redraw(void)
{
    clearok(stdscr, TRUE);
}

void tui_term_die(int sig)
{
    handle(sig, SIG_DFL, 0);
    raise(sig);
}
