/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed after ":". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/bulk.h"
#include "ui/choices.h"
#include "ui/commands.h"
#include "ui/export.h"
#include "ui/filter.h"
#include "ui/marks.h"
#include "ui/scenario.h"

static void write_cmd(struct ui *u, const char *args)
{
    if (args[0])
        ui_write(u, args);
    else
        ui_run_write(u, 0);
}

static void write_anyway(struct ui *u, const char *args)
{
    if (args[0])
        ui_write(u, args);
    else
        ui_run_write_over(u, 0);
    u->fx->bits |= UI_FX_FORCE;
}

static void dump_screen(struct ui *u, const char *args)
{
    if (!args[0]) {
        ui_say(u, UI_WARN, "dump-screen: expected a file");
        return;
    }
    u->fx->bits |= UI_FX_DUMP;
    snprintf(u->fx->path, sizeof(u->fx->path), "%s", args);
}

static void reload(struct ui *u, const char *args)
{
    (void)args;
    ui_run_reload(u, 0);
}

static void write_quit(struct ui *u, const char *args)
{
    u->s->quitting = true;
    write_cmd(u, args);
}

static void quit(struct ui *u, const char *args)
{
    (void)args;
    ui_run_quit(u, 0);
}

static void quit_anyway(struct ui *u, const char *args)
{
    (void)args;
    u->fx->bits |= UI_FX_QUIT;
}

static void open_cmd(struct ui *u, const char *args)
{
    if (args[0])
        ui_go_on_with(u, args);
    else
        ui_say(u, UI_WARN, "open which file? :open FILE");
}

static void new_cmd(struct ui *u, const char *args)
{
    (void)args;
    ui_go_on_with(u, "");
}

static void export_cmd(struct ui *u, const char *args)
{
    if (!args[0]) {
        ui_run_export_plan(u, 0);
        return;
    }
    weft_buf_release(&u->s->export_text); /* the path tells the format */
    ui_export_to(u, args);
}

static int number(const char *args, int otherwise)
{
    char *end;
    long n = strtol(args, &end, 10);

    return end == args || n < 1 || n > 100000 ? otherwise : (int)n;
}

static void undo(struct ui *u, const char *args)
{
    ui_undo_steps(u, number(args, 1), false);
}

static void redo(struct ui *u, const char *args)
{
    ui_undo_steps(u, number(args, 1), true);
}

static void find(struct ui *u, const char *args)
{
    if (args[0])
        ui_search_set(u->s, u->m, args);
    ui_find(u, 1, args[0] != '\0');
}

static void filter(struct ui *u, const char *args)
{
    ui_filter_accept(u, args);
}

static void goto_task(struct ui *u, const char *args)
{
    int32_t i = weft_plan_find_task(u->m->plan, args);

    if (i == WEFT_NONE) {
        ui_say(u, UI_WARN, "there is no task '%s'", args);
        return;
    }
    ui_goto(u, i, true);
    u->s->dag.peek = i;
}

static void solve(struct ui *u, const char *args)
{
    const char *why = ui_off_optimal(u->s, u->m);

    if (why)
        ui_say(u, UI_WARN, "solve: %s", why);
    else
        ui_run_solve(u, number(args, 0));
}

static void help(struct ui *u, const char *args)
{
    ui_run_help(u, 0);
    snprintf(u->s->help_filter, sizeof(u->s->help_filter), "%.*s",
             (int)sizeof(u->s->help_filter) - 1, args);
}

/* "set" without an option tells them all. */
static void tell_options(struct ui *u, const char *name)
{
    const struct ui_option *one = ui_option_find(name, strlen(name));
    char text[400] = "", value[64];
    size_t len = 0;

    for (const struct ui_option *o = ui_options(); o->name; o++) {
        if (len >= sizeof(text) || (one && o != one))
            continue;
        o->get(&u->s->set, value, sizeof(value));
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s %s",
                                len ? ", " : "", o->name, value);
    }
    ui_say(u, UI_TEXT, "%s%s%s", text, one ? "   " : "",
           one ? one->values : "");
}

static void config(struct ui *u, const char *verb, const char *args)
{
    struct ui_settings *s = &u->s->set;
    const struct ui_option *o;
    struct weft_err err = { 0 };
    char line[UI_LINE_MAX + 16], note[256];

    snprintf(line, sizeof(line), "%s %s", verb, args);
    if (ui_config_line(s, line, true, note, sizeof(note), &err)) {
        ui_say(u, UI_BAD, "%s", err.msg);
        return;
    }
    u->fx->bits |= UI_FX_SETTINGS;
    o = strcmp(verb, "set") == 0 ? ui_option_find(args, strcspn(args, " ="))
                                 : NULL;
    if (o)
        tell_options(u, o->name);
    else
        ui_say(u, UI_TEXT, "%s %s%s%s", verb, args, note[0] ? "; " : "", note);
}

static void set(struct ui *u, const char *args)
{
    if (!args[0] || ui_option_find(args, strlen(args)))
        tell_options(u, args);
    else
        config(u, "set", args);
}

static void bind(struct ui *u, const char *args)
{
    config(u, "bind", args);
}

static void unbind(struct ui *u, const char *args)
{
    config(u, "unbind", args);
}

static const struct ui_word_command words[] = {
    { "write", "w", "write [FILE]   write the document", write_cmd },
    { "write!", "w!", "write! [FILE]   write it over whatever is there",
      write_anyway },
    { "reload", "e!", "reload   take the file as it is on disk", reload },
    { "quit", "q", "quit   leave; asks if something is not written", quit },
    { "quit!", "q!", "quit!   leave without writing", quit_anyway },
    { "wq", "x", "wq [FILE]   write the document and leave", write_quit },
    { "dump-screen", NULL, "dump-screen FILE   write the screen as text",
      dump_screen },
    { "open", "e", "open FILE   another document, in place of this one",
      open_cmd },
    { "new", NULL, "new   an empty document, in place of this one", new_cmd },
    { "export", NULL, "export [FILE]   write the plan: .json .csv .dot .mmd .txt",
      export_cmd },
    { "undo", "u", "undo [STEPS]   undo; the plan of before returns with it",
      undo },
    { "redo", "U", "redo [STEPS]   redo", redo },
    { "find", NULL, "find TEXT   search tasks: align node:gpu crit dur>5",
      find },
    { "filter", NULL,
      "filter [TEXT]   show only tasks: align node:gpu crit dur>5", filter },
    { "goto", NULL, "goto TASK   select a task", goto_task },
    { "solve", NULL, "solve [SECONDS]   search for a better plan or a proof",
      solve },
    { "sweep", NULL,
      "sweep [all | NODE RES [VALUES]]   plans for other capacities",
      ui_sweep_typed },
    { "help", "h", "help [TEXT]   the keys that have to do with it", help },
    { "set", NULL, "set [OPTION [VALUE]]   an option of weft-config(5)", set },
    { "bind", NULL, "bind KEYS COMMAND   give keys another command", bind },
    { "unbind", NULL, "unbind KEYS   make keys do nothing in the panes",
      unbind },
    { NULL, NULL, NULL, NULL }
};

const struct ui_word_command *ui_word_commands(void)
{
    return words;
}

static bool called(const struct ui_word_command *w, const char *line,
                   size_t len)
{
    return (strlen(w->name) == len && strncmp(w->name, line, len) == 0) ||
           (w->alias && strlen(w->alias) == len &&
            strncmp(w->alias, line, len) == 0);
}

/* Letters to change, add or leave out to get from a to b, at most `limit`. */
static int distance(const char *a, size_t n, const char *b)
{
    int row[64];
    size_t m = strlen(b);

    if (m >= 63 || n >= 63)
        return 99;
    for (size_t k = 0; k <= m; k++)
        row[k] = (int)k;
    for (size_t i = 1; i <= n; i++) {
        int diagonal = row[0];

        row[0] = (int)i;
        for (size_t k = 1; k <= m; k++) {
            int best = diagonal + (a[i - 1] != b[k - 1]);

            if (row[k] + 1 < best)
                best = row[k] + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            diagonal = row[k];
            row[k] = best;
        }
    }
    return row[m];
}

static void nearer(const char *line, size_t len, const char *name, int *least,
                   const char **best)
{
    int d = distance(line, len, name);

    if (d < *least) {
        *least = d;
        *best = name;
    }
}

const char *ui_nearest_command(const char *line, size_t len, bool keys)
{
    static const char *const verbs[] = { "add",    "set",    "unset",  "link",
                                         "unlink", "rename", "delete", "move" };
    const char *best = NULL;
    int least = 3;

    for (size_t i = 0; !keys && i < sizeof(verbs) / sizeof(*verbs); i++)
        nearer(line, len, verbs[i], &least, &best);
    for (const struct ui_word_command *w = words; !keys && w->name; w++)
        nearer(line, len, w->name, &least, &best);
    for (const struct ui_command *c = ui_commands(); c->name; c++)
        if (keys || c->contexts & UI_CTX_PANES)
            nearer(line, len, c->name, &least, &best);
    return best;
}

/* The one that has the letters in order, closest together. */
static const char *fuzzy_command(const char *line, size_t len)
{
    const char *best = NULL;
    int least = 0;

    for (const struct ui_word_command *w = words; w->name; w++) {
        int d = ui_fuzzy(w->name, line, len);

        if (d >= 0 && (!best || d < least)) {
            least = d;
            best = w->name;
        }
    }
    for (const struct ui_command *c = ui_commands(); c->name; c++) {
        int d = c->contexts & UI_CTX_PANES ? ui_fuzzy(c->name, line, len) : -1;

        if (d >= 0 && (!best || d < least)) {
            least = d;
            best = c->name;
        }
    }
    return best;
}

static void unknown(struct ui *u, const char *line, size_t len)
{
    const char *best = ui_nearest_command(line, len, false);

    if (!best)
        best = fuzzy_command(line, len);
    if (best)
        ui_say(u, UI_BAD, "no command '%.*s'; did you mean %s?", (int)len, line,
               best);
    else
        ui_say(u, UI_BAD, "no command '%.*s'; Tab after : lists them", (int)len,
               line);
}

/* "set" is an edit line when it is about a task, a node or the plan. */
static bool is_edit(const char *line, size_t len, const char *args)
{
    size_t n = strcspn(args, " ");

    if (!ui_edit_usage(line, len))
        return false;
    return len != 3 || strncmp(line, "set", 3) != 0 ||
           (n > 0 && !ui_option_find(args, strcspn(args, " =")));
}

/* One edit line, or with "@" one for each marked task. */
static void edit(struct ui *u, const char *line)
{
    struct ui_lines l = { 0 };
    char who[256], what[UI_LINE_MAX];

    if (!ui_is_bulk(u->m, line)) {
        if (ui_apply_line(u, line) && u->s->touched != WEFT_NONE)
            ui_goto(u, u->s->touched, false);
        return;
    }
    ui_targets_text(u->s, u->m, who, sizeof(who));
    snprintf(what, sizeof(what), "%.600s (%s)", line, who);
    ui_bulk_lines(u->s, u->m, line, &l);
    if (l.n == 0)
        ui_say(u, UI_WARN, "@ means the marked tasks; there are none");
    ui_bulk_apply(u, &l, what);
}

void ui_exec(struct ui *u, const char *line)
{
    const struct ui_command *c;
    const char *args;
    char text[UI_LINE_MAX];
    size_t len;

    line += strspn(line, " :");
    snprintf(text, sizeof(text), "%s", line);
    for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
        text[n - 1] = '\0';
    line = text;
    len = strcspn(line, " ");
    if (len == 0)
        return;
    args = line + len + strspn(line + len, " ");
    if (is_edit(line, len, args)) {
        edit(u, line);
        return;
    }
    for (const struct ui_word_command *w = words; w->name; w++) {
        if (!called(w, line, len))
            continue;
        w->run(u, args);
        return;
    }
    c = ui_command_find(line, len, ui_context(u->s));
    if (!c)
        c = ui_command_find(line, len, UI_CTX_PANES);
    if (c)
        ui_run(u, c, number(args, 0));
    else
        unknown(u, line, len);
}
