/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program on a terminal, seen as the terminal sees it. */
#include "lib/tweft.h"
#include "lib/uitest.h"
#include "lib/vt.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rng.h"
#include "weft/io.h"

/* A copy of the plan in the folder of the test: work on it leaves traces. */
static const char *copied(struct vt *v, const char *plan)
{
    static char path[600];
    const char *slash = strrchr(plan, '/');
    struct weft_err err = { 0 };
    char *text;
    size_t len;

    snprintf(path, sizeof(path), "%s/%s", getenv("SAMPLES_DIR"), plan);
    if (weft_file_read(path, &text, &len, &err))
        fail_msg("%s", err.msg);
    snprintf(path, sizeof(path), "%s/%s", v->dir, slash ? slash + 1 : plan);
    if (weft_file_save(path, text, len, &err))
        fail_msg("%s", err.msg);
    free(text);
    return path;
}

static void run(struct vt *v, const char *path, const char *const *env, int w,
                int h)
{
    const char *const args[] = { path, NULL };

    vt_start(v, args, env, w, h);
    vt_settle(v);
}

static void start(struct vt *v, const char *plan, int w, int h)
{
    vt_folder(v);
    run(v, copied(v, plan), NULL, w, h);
}

#define GENOME  "../tests/plans/genome.json"
#define NAMES   "../tests/plans/names.json"
#define ARTICLE "article.json"

/* --- what is shown ------------------------------------------------------- */

static void same_as_cells(const struct vt *v, struct uitest *t)
{
    char *want = uitest_screen(t, false), *line = want;

    for (int y = 0; y < t->ses.s->h; y++) {
        size_t n = strcspn(line, "\n");
        const char *got = vt_line(v, y);

        if (strlen(got) != n || strncmp(got, line, n) != 0)
            fail_msg("line %d:\ngot  |%s|\nwant |%.*s|", y, got, (int)n, line);
        line += n + 1;
    }
    free(want);
}

static void the_terminal_shows_what_was_drawn(void **state)
{
    static const struct {
        const char *plan, *keys, *script;
        int w, h;
    } shots[] = {
        { GENOME, "jjj", "j j j", 80, 24 }, { GENOME, "\tj", "Tab j", 160, 48 },
        { NAMES, "jj", "j j", 80, 24 },     { NAMES, "", "", 60, 14 },
        { ARTICLE, "?", "?", 100, 30 },     { ARTICLE, "a", "a", 40, 10 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(shots) / sizeof(*shots); i++) {
        struct uitest t;
        struct vt v;

        start(&v, shots[i].plan, shots[i].w, shots[i].h);
        vt_keys(&v, shots[i].keys);
        uitest_open(&t, shots[i].plan, shots[i].w, shots[i].h);
        uitest_keys(&t, shots[i].script);
        same_as_cells(&v, &t);
        uitest_close(&t);
        vt_stop(&v);
    }
}

static void the_cursor_stands_on_the_selected_row(void **state)
{
    struct vt v;
    int x, y;

    (void)state;
    start(&v, GENOME, 80, 24);
    for (int i = 0; i < 12; i++) {
        vt_cursor(&v, &x, &y);
        assert_i64(vt_cell(&v, 0, y).chars[0], 0x25b8);
        vt_keys(&v, i < 11 ? "j" : "k");
    }
    vt_keys(&v, "\t");
    vt_cursor(&v, &x, &y);
    assert_i64(vt_cell(&v, x, y).chars[0], 0x25b8);
    vt_keys(&v, ":go");
    vt_cursor(&v, &x, &y);
    assert_i64(y, 23);
    assert_i64(x, 3);
    assert_true(v.cursor);
    vt_stop(&v);
}

static bool default_ground(const VTermScreenCell *c)
{
    return VTERM_COLOR_IS_DEFAULT_BG(&c->bg);
}

static void no_theme_paints_a_background(void **state)
{
    static const char *const themes[] = { "terminal",     "dark",
                                          "light",        "high-contrast",
                                          "colour-blind", "mono" };
    struct vt v;

    (void)state;
    start(&v, GENOME, 100, 30);
    for (size_t i = 0; i < sizeof(themes) / sizeof(*themes); i++) {
        char line[64];
        bool coloured = false;

        snprintf(line, sizeof(line), ":set theme %s\r", themes[i]);
        vt_keys(&v, line);
        for (int y = 0; y < 30; y++) {
            for (int x = 0; x < 100; x++) {
                VTermScreenCell c = vt_cell(&v, x, y);

                if (!default_ground(&c))
                    fail_msg("%s: a background at %d,%d", themes[i], x, y);
                coloured |= !VTERM_COLOR_IS_DEFAULT_FG(&c.fg);
            }
        }
        assert_true(coloured == (i != 3 && i != 5));
    }
    vt_stop(&v);
}

static void no_color_sends_none(void **state)
{
    static const char *const env[] = { "NO_COLOR=1", NULL };
    struct vt v;
    int reversed = 0;

    (void)state;
    vt_folder(&v);
    run(&v, copied(&v, GENOME), env, 80, 24);
    vt_keys(&v, ":set theme dark\r");
    for (int y = 0; y < 24; y++) {
        for (int x = 0; x < 80; x++) {
            VTermScreenCell c = vt_cell(&v, x, y);

            assert_true(VTERM_COLOR_IS_DEFAULT_FG(&c.fg));
            assert_true(default_ground(&c));
            reversed += c.attrs.reverse != 0;
        }
    }
    assert_true(reversed > 0); /* the selection */
    vt_stop(&v);
}

/* --- what is sent -------------------------------------------------------- */

static void nothing_is_sent_when_nothing_changed(void **state)
{
    struct vt v;
    uint64_t before;

    (void)state;
    start(&v, GENOME, 160, 48);
    vt_keys(&v, "G");
    before = v.p.bytes;
    vt_keys(&v, "G"); /* it is there already */
    pty_pump(&v.p, 400);
    assert_i64(v.p.bytes - before, 0);
    vt_stop(&v);
}

static void a_cursor_move_is_cheap(void **state)
{
    struct vt v;

    (void)state;
    start(&v, GENOME, 160, 48);
    for (int i = 0; i < 11; i++) {
        uint64_t before = v.p.bytes;

        vt_keys(&v, "j");
        if (v.p.bytes - before > 2048)
            fail_msg("move %d: %d bytes", i, (int)(v.p.bytes - before));
    }
    vt_stop(&v);
}

static void the_screen_is_never_cleared_while_working(void **state)
{
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    v.raw.n = 0;
    vt_keys(&v, "jjj]]u\tj?\033:set\r");
    assert_null(strstr(v.raw.p, "\033[2J"));
    assert_null(strstr(v.raw.p, "\033[H\033[J"));
    vt_stop(&v);
}

/* --- input --------------------------------------------------------------- */

static void the_mouse_is_understood(void **state)
{
    struct vt v;
    char bytes[32];

    (void)state;
    start(&v, GENOME, 80, 24);
    assert_true(v.mouse != 0);
    snprintf(bytes, sizeof(bytes), "\033[<0;4;%dM", vt_find(&v, "merge") + 1);
    vt_send(&v, bytes, 1);
    snprintf(bytes, sizeof(bytes), "\033[<0;4;%dm", vt_find(&v, "merge") + 1);
    vt_send(&v, bytes, 1);
    assert_true(strncmp(vt_line(&v, vt_find(&v, "merge")), "\xe2\x96\xb8", 3) ==
                0);
    vt_keys(&v, ":set mouse off\r");
    assert_i64(v.mouse, 0);
    vt_keys(&v, ":set mouse on\r");
    assert_true(v.mouse != 0);
    vt_stop(&v);
}

/* A mouse report that comes in pieces types no letters. */
static void a_report_in_pieces_is_one(void **state)
{
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    vt_send(&v, "\033[<0;4", 0);
    vt_send(&v, ";9", 0);
    vt_send(&v, "M", 1);
    assert_true(strncmp(vt_line(&v, 8), "\xe2\x96\xb8", 3) == 0);
    vt_stop(&v);
}

static void a_paste_is_taken_as_one(void **state)
{
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    assert_true(v.paste);
    vt_keys(&v, ":");
    vt_send(&v, "\033[200~set task merge duration=3\033[201~", 1);
    vt_sees(&v, ":set task merge duration=3");
    vt_keys(&v, "\r");
    vt_sees(&v, "29 -> 30");
    vt_stop(&v);
}

static void a_copy_goes_to_the_clipboard(void **state)
{
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    vt_keys(&v, "yP"); /* [\n{"id": "fetch", ... */
    assert_non_null(strstr(v.raw.p, "\033]52;c;Wwp7ImlkIjogImZldGNoIiwg"));
    vt_sees(&v, "pasted fetch-2");
    v.raw.n = 0;
    vt_keys(&v, ":set clipboard off\ry");
    assert_null(strstr(v.raw.p, "\033]52"));
    vt_stop(&v);
}

static void tasks_can_be_pasted_from_elsewhere(void **state)
{
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    vt_send(&v,
            "\033[200~{\"id\": \"new-one\",\n \"after\": [\"merge\"],"
            "\n \"duration\": 2}\033[201~",
            1);
    vt_sees(&v, "pasted new-one; makespan 29 -> 29");
    vt_stop(&v);
}

/* --- configuration ------------------------------------------------------- */

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[200];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    assert_i64(weft_file_save(path, text, strlen(text), NULL), WEFT_OK);
}

static void configurations_are_read(void **state)
{
    char dir[128], config[160];
    const char *const env[] = { config, NULL };
    struct vt v;

    (void)state;
    vt_folder(&v);
    snprintf(dir, sizeof(dir), "%s/c", v.dir);
    snprintf(config, sizeof(config), "XDG_CONFIG_HOME=%s", dir);
    assert_i64(mkdir(dir, 0700), 0);
    snprintf(dir, sizeof(dir), "%s/c/weft", v.dir);
    assert_i64(mkdir(dir, 0700), 0);
    write_file(dir, "config", "set glyphs ascii\nset time 77\nbind F5 last\n");
    write_file(v.dir, ".weft", "set glyphs cp437\nbind x quit\n");
    run(&v, copied(&v, GENOME), env, 80, 24);
    vt_sees(&v, ".weft:2: bind: keys are bound in your own configuration");
    vt_sees(&v, "\xe2\x95\x90"); /* a double line: the project's choice */
    vt_send(&v, "\033[15~", 1);
    assert_true(strncmp(vt_line(&v, vt_find(&v, " report ")), ">", 1) == 0);
    vt_keys(&v, ":set time\r");
    vt_sees(&v, "time 77");
    vt_stop(&v);
}

static void ambiguous_characters_can_be_wide(void **state)
{
    const char *const args[] = { "--ambiguous-width", "2", NULL, NULL };
    const char *all[4];
    struct vt v;

    (void)state;
    vt_folder(&v);
    memcpy(all, args, sizeof(all));
    all[2] = copied(&v, GENOME);
    vt_start(&v, all, NULL, 80, 24);
    vt_settle(&v);
    for (int y = 0; y < 24; y++)
        for (const char *c = vt_line(&v, y); *c; c++)
            assert_true((unsigned char)*c < 0x80);
    vt_stop(&v);
}

/* --- terminals that cannot ----------------------------------------------- */

static void refused(const char *term, const char *why)
{
    char set[64];
    const char *const env[] = { set, NULL };
    struct vt v;
    const char *args[2] = { NULL, NULL };

    vt_folder(&v);
    args[0] = copied(&v, GENOME);
    snprintf(set, sizeof(set), "TERM%s%s", term ? "=" : "", term ? term : "");
    vt_start(&v, args, env, 80, 24);
    assert_i64(vt_end(&v), 4);
    if (!strstr(v.p.errors, why) || !strstr(v.p.errors, "--linear"))
        fail_msg("%s: it says: %s", set, v.p.errors);
    vt_restored(&v);
    vt_stop(&v);
}

static void a_dumb_terminal_is_refused_with_a_hint(void **state)
{
    (void)state;
    refused("dumb", "cannot move its cursor");
    refused(NULL, "TERM is not set");
}

static void an_unknown_terminal_is_taken_as_xterm(void **state)
{
    static const char *const env[] = { "TERM=not-made-yet", NULL };
    struct vt v;

    (void)state;
    vt_folder(&v);
    run(&v, copied(&v, GENOME), env, 80, 24);
    vt_sees(&v, "terminal 'not-made-yet' is not known here");
    vt_stop(&v);
}

/* --- sizes --------------------------------------------------------------- */

static void after_many_sizes_the_screen_is_whole(void **state)
{
    static const int sizes[][2] = { { 1, 1 },     { 200, 3 },  { 3, 100 },
                                    { 40, 10 },   { 39, 10 },  { 40, 9 },
                                    { 220, 60 },  { 57, 13 },  { 2, 2 },
                                    { 300, 100 }, { 160, 48 }, { 80, 24 } };
    struct uitest t;
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    vt_keys(&v, "jjjjj");
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        vt_resize(&v, sizes[i][0], sizes[i][1]);
        if (sizes[i][0] == 39)
            vt_sees(&v, "40x10 needed, have 39x10");
    }
    uitest_open(&t, GENOME, 80, 24);
    uitest_keys(&t, "j j j j j");
    same_as_cells(&v, &t);
    uitest_close(&t);
    vt_stop(&v);
}

/* One event of somebody who has fallen asleep on the keyboard, in bytes. What
 * leaves or stops the program is left out. */
static size_t any_bytes(struct weft_rng *r, char *out)
{
    static const char *const seq[] = { "\033[A",       "\033[B",    "\033OC",
                                       "\033[5~",      "\033[6~",   "\033[Z",
                                       "\033[1;2C",    "\033[200~", "\033[201~",
                                       "\033[<",       "\033",      "\r",
                                       "\xe6\xbc\xa2", "\xff" };
    const char *s = seq[weft_rng_below(r, sizeof(seq) / sizeof(*seq))];
    char c;

    switch (weft_rng_below(r, 6)) {
    case 0:
        return (size_t)snprintf(out, 64, "%s", s);
    case 1:
        return (size_t)snprintf(
            out, 64, "\033[<%d;%d;%d%c", (int)weft_rng_below(r, 70),
            (int)weft_rng_below(r, 200), (int)weft_rng_below(r, 70),
            weft_rng_below(r, 3) ? 'M' : 'm');
    case 2:
        return (size_t)snprintf(out, 64, "\033[200~%s\033[201~",
                                weft_rng_below(r, 2) ? "add task p%d" : "[{]");
    default:
        c = (char)(1 + weft_rng_below(r, 126));
        out[0] = c == 'q' || c == 'Z' || c == 'x' || c == 0x1a || c == 'W' ||
                         c == 0x13
                     ? 'j'
                     : c;
        return 1;
    }
}

static void whatever_comes_it_stays_whole(void **state)
{
    struct weft_rng r;
    struct vt v;

    (void)state;
    weft_rng_seed(&r, 5);
    start(&v, NAMES, 80, 24);
    for (int round = 0; round < 40; round++) {
        char bytes[128];
        int w = (int)weft_rng_below(&r, weft_rng_below(&r, 4) ? 120 : 500) + 1;
        int h = (int)weft_rng_below(&r, weft_rng_below(&r, 4) ? 50 : 200) + 1;

        for (int i = 0; i < 25; i++) {
            size_t n = any_bytes(&r, bytes);

            pty_send(&v.p, bytes, n, 0);
        }
        pty_send(&v.p, "\033[201~\033\033", 8, 0);
        if (round % 2)
            vt_resize(&v, w, h);
        pty_pump(&v.p, 10);
        if (v.p.ended)
            fail_msg("round %d: it has ended: %s", round, v.p.errors);
    }
    vt_resize(&v, 80, 24);
    kill(vt_interface(&v), SIGTERM);
    assert_i64(vt_end(&v), -SIGTERM);
    vt_restored(&v);
    assert_i64(v.p.nerrors, 0);
    vt_stop(&v);
}

/* --- endings ------------------------------------------------------------- */

static void leaving_restores_the_terminal(void **state)
{
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    assert_true(v.alternate);
    pty_keys(&v.p, "q");
    assert_i64(vt_end(&v), 0);
    vt_restored(&v);
    assert_i64(v.p.nerrors, 0);
    vt_stop(&v);
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV,
                               SIGBUS, SIGFPE,  SIGILL, SIGABRT, SIGKILL };

static void every_signal_to_the_interface_restores_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
        struct vt v;

        start(&v, GENOME, 80, 24);
        kill(vt_interface(&v), signals[i]);
        assert_i64(vt_end(&v), -signals[i]);
        vt_restored(&v);
        if (i >= 4 && !strstr(v.p.errors, "weft"))
            fail_msg("signal %d: nothing is said", signals[i]);
        vt_stop(&v);
    }
}

static void every_signal_to_the_guard_restores_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
        struct vt v;
        pid_t below;

        start(&v, GENOME, 80, 24);
        below = vt_interface(&v);
        kill(v.p.pid, signals[i]);
        assert_i64(vt_end(&v), -signals[i]);
        /* SIGKILL of the guard: the interface ends by itself */
        for (double until = pty_now() + PTY_WAIT_MS;
             signals[i] == SIGKILL && kill(below, 0) == 0 && pty_now() < until;)
            pty_pump(&v.p, 10);
        pty_pump(&v.p, 0);
        vt_restored(&v);
        vt_stop(&v);
    }
}

static void a_terminal_that_goes_away_ends_it(void **state)
{
    struct vt v;
    pid_t below;

    (void)state;
    start(&v, GENOME, 80, 24);
    below = vt_interface(&v);
    close(v.p.slave);
    close(v.p.fd);
    v.p.slave = v.p.fd = -1;
    vt_end(&v);
    assert_true(kill(below, 0) < 0 && errno == ESRCH);
    vt_stop(&v);
}

/* --- nothing is lost ------------------------------------------------------- */

/* What a document is after the first n of these keys. */
static char *after_keys(const char *const *keys, int n)
{
    struct uitest t;
    char *text;

    uitest_open(&t, GENOME, 80, 24);
    for (int i = 0; i < n; i++)
        uitest_keys(&t, keys[i]);
    text = uitest_doc(&t);
    uitest_close(&t);
    return text;
}

static bool holds(const char *path, char *want)
{
    char *text;
    size_t len;
    bool same;

    assert_i64(weft_file_read(path, &text, &len, NULL), WEFT_OK);
    same = strcmp(text, want) == 0;
    free(text);
    free(want);
    return same;
}

/* Keys one by one, then one that is not waited for, then SIGKILL. */
static void killed_at_any_time_it_loses_the_last_command_at_most(void **state)
{
    static const char *const keys[] = { "j", "]", "]", "G", "d", "k",
                                        "d", "u", "u", "U", "[", "d" };
    const int most = (int)(sizeof(keys) / sizeof(*keys));

    (void)state;
    for (int n = 0; n < most; n++) {
        char path[128];
        struct vt v;
        pid_t pid;

        start(&v, GENOME, 80, 24);
        snprintf(path, sizeof(path), "%s/genome.json", v.dir);
        for (int i = 0; i < n; i++)
            vt_keys(&v, keys[i]);
        pid = vt_interface(&v);
        pty_keys(&v.p, keys[n]);
        for (volatile int spin = 0; spin < n * 100000; spin++)
            ;
        kill(pid, SIGKILL);
        assert_i64(vt_end(&v), -SIGKILL);
        vt_restored(&v);
        run(&v, path, NULL, 80, 24);
        if (vt_find(&v, "unsaved command") >= 0)
            vt_keys(&v, "r");
        vt_keys(&v, "W");
        pty_keys(&v.p, "q");
        assert_i64(vt_end(&v), 0);
        if (!holds(path, after_keys(keys, n)) &&
            !holds(path, after_keys(keys, n + 1)))
            fail_msg("killed after key %d: another document", n);
        vt_stop(&v);
    }
}

static void a_crash_says_where_the_work_is(void **state)
{
    static const int how[] = { SIGSEGV, SIGKILL };

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct vt v;

        start(&v, GENOME, 80, 24);
        vt_keys(&v, "j]");
        kill(vt_interface(&v), how[i]);
        assert_i64(vt_end(&v), -how[i]);
        if (!strstr(v.p.errors, "/.genome.json.jnl") ||
            !strstr(v.p.errors, "open the plan again"))
            fail_msg("signal %d: it says only: %s", how[i], v.p.errors);
        vt_stop(&v);
    }
}

/* Ended by a signal it asks the next time; left with q it does not. */
static void a_signal_keeps_the_journal(void **state)
{
    char path[128];
    struct vt v;

    (void)state;
    start(&v, GENOME, 80, 24);
    snprintf(path, sizeof(path), "%s/genome.json", v.dir);
    vt_keys(&v, "j]");
    kill(vt_interface(&v), SIGHUP);
    assert_i64(vt_end(&v), -SIGHUP);
    run(&v, path, NULL, 80, 24);
    vt_sees(&v, "1 unsaved command from");
    vt_keys(&v, "r");
    vt_sees(&v, "recovered 1 command;");
    pty_keys(&v.p, "qd");
    assert_i64(vt_end(&v), 0);
    run(&v, path, NULL, 80, 24);
    assert_i64(vt_find(&v, "unsaved"), -1);
    vt_stop(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal_shows_what_was_drawn),
        cmocka_unit_test(the_cursor_stands_on_the_selected_row),
        cmocka_unit_test(no_theme_paints_a_background),
        cmocka_unit_test(no_color_sends_none),
        cmocka_unit_test(nothing_is_sent_when_nothing_changed),
        cmocka_unit_test(a_cursor_move_is_cheap),
        cmocka_unit_test(the_screen_is_never_cleared_while_working),
        cmocka_unit_test(the_mouse_is_understood),
        cmocka_unit_test(a_report_in_pieces_is_one),
        cmocka_unit_test(a_paste_is_taken_as_one),
        cmocka_unit_test(a_copy_goes_to_the_clipboard),
        cmocka_unit_test(tasks_can_be_pasted_from_elsewhere),
        cmocka_unit_test(configurations_are_read),
        cmocka_unit_test(ambiguous_characters_can_be_wide),
        cmocka_unit_test(a_dumb_terminal_is_refused_with_a_hint),
        cmocka_unit_test(an_unknown_terminal_is_taken_as_xterm),
        cmocka_unit_test(after_many_sizes_the_screen_is_whole),
        cmocka_unit_test(whatever_comes_it_stays_whole),
        cmocka_unit_test(leaving_restores_the_terminal),
        cmocka_unit_test(every_signal_to_the_interface_restores_it),
        cmocka_unit_test(every_signal_to_the_guard_restores_it),
        cmocka_unit_test(a_terminal_that_goes_away_ends_it),
        cmocka_unit_test(killed_at_any_time_it_loses_the_last_command_at_most),
        cmocka_unit_test(a_crash_says_where_the_work_is),
        cmocka_unit_test(a_signal_keeps_the_journal),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests_name("tui_vterm", tests, NULL, NULL);
}
