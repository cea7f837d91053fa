/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ui/choices.h"
#include "ui/commands.h"
#include "ui/recover.h"
#include "ui/text.h"
#include "ui/view.h"

static void add_time(struct weft_buf *b, const struct ui_model *m,
                     const char *before, int64_t t)
{
    char text[32];

    ui_short_time(text, sizeof(text), m, t);
    weft_buf_addf(b, "%s%s", before, text);
}

/* --- the whole ------------------------------------------------------------- */

static void add_result(struct weft_buf *b, const struct ui_model *m)
{
    if (m->pic.ntask == 0) {
        weft_buf_adds(b, "nothing to plan");
        return;
    }
    if (!m->facts) {
        weft_buf_addf(b, "%s: %s",
                      m->status == WEFT_INFEASIBLE ? "infeasible"
                                                   : "no plan found",
                      m->reason);
        return;
    }
    add_time(b, m, "makespan ", m->pic.makespan);
    if (m->status == WEFT_OPTIMAL)
        weft_buf_adds(b, ", optimal");
    else if (m->bound > 0)
        add_time(b, m, ", at least ", m->bound);
}

void ui_linear_status(const struct ui_state *s, const struct ui_model *m,
                      struct weft_buf *out)
{
    const char *slash = s->path ? strrchr(s->path, '/') : NULL;

    weft_buf_addf(out, "%s, ",
                  slash     ? slash + 1
                  : s->path ? s->path
                            : "no file");
    if (m->scenario)
        weft_buf_addf(out, "scenario %s, ", m->scenario);
    weft_buf_addf(out, "%" PRId32 " task%s, %" PRId32 " node%s: ", m->pic.ntask,
                  m->pic.ntask == 1 ? "" : "s", weft_plan_nnode(m->plan),
                  weft_plan_nnode(m->plan) == 1 ? "" : "s");
    add_result(out, m);
    weft_buf_adds(out, ui_model_dirty(m) ? "; not written\n" : "\n");
}

/* --- tasks ------------------------------------------------------------------ */

static void add_task(struct weft_buf *b, const struct ui_model *m, int32_t i)
{
    const struct ui_place *pl = &m->pic.place[i];
    char node[UI_TEXT_MAX];

    weft_buf_addf(b, "%s: ", weft_plan_task(m->plan, i)->id);
    if (!pl->placed) {
        weft_buf_adds(b, "not planned\n");
        return;
    }
    if (pl->node != WEFT_NONE) {
        ui_node_text(node, sizeof(node), m->plan, pl->node, pl->copy);
        weft_buf_addf(b, "on %s, ", node);
    }
    add_time(b, m, "from ", pl->start);
    add_time(b, m, " to ", pl->finish);
    if (pl->start > pl->ready)
        add_time(b, m, ", waits ", pl->start - pl->ready);
    if (pl->critical)
        weft_buf_adds(b, ", critical\n");
    else
        add_time(b, m, ", float ", pl->slack);
    if (!pl->critical)
        weft_buf_addc(b, '\n');
}

static void tasks(struct ui *u, const char *args, struct weft_buf *out)
{
    const struct ui_picture *pic = &u->m->pic;
    int32_t n = 0;

    for (int32_t row = 0; row < pic->nrow; row++) {
        int32_t i = pic->row_task[row];

        if (!strstr(weft_plan_task(u->m->plan, i)->id, args))
            continue;
        add_task(out, u->m, i);
        n++;
    }
    weft_buf_addf(out, "%" PRId32 " task%s%s\n", n, n == 1 ? "" : "s",
                  args[0] ? " with these letters" : "");
}

/* Select the task that is named, if one is; false: there is none, told. */
static bool task_named(struct ui *u, const char *args, struct weft_buf *out)
{
    int32_t i = args[0] ? weft_plan_find_task(u->m->plan, args) : u->s->task;

    if (i == WEFT_NONE && args[0])
        weft_buf_addf(out, "there is no task '%s'\n", args);
    else if (i == WEFT_NONE)
        weft_buf_adds(out, "there are no tasks\n");
    else
        u->s->task = i;
    return i != WEFT_NONE;
}

static void why(struct ui *u, const char *args, struct weft_buf *out)
{
    if (task_named(u, args, out)) {
        ui_model_hint(u->m, u->s->task);
        ui_why_task(out, u->m, u->s->task);
        weft_buf_addc(out, '\n');
    }
}

static void task(struct ui *u, const char *args, struct weft_buf *out)
{
    if (!task_named(u, args, out))
        return;
    add_task(out, u->m, u->s->task);
    why(u, "", out);
}

static void step(struct ui *u, int by, struct weft_buf *out)
{
    const struct ui_picture *pic = &u->m->pic;
    int32_t row = u->s->task == WEFT_NONE ? 0 : pic->task_row[u->s->task] + by;

    if (row < 0 || row >= pic->nrow) {
        weft_buf_adds(out, by < 0 ? "this is the first task\n"
                                  : "this is the last task\n");
        return;
    }
    u->s->task = pic->row_task[row];
    add_task(out, u->m, u->s->task);
}

static void next(struct ui *u, const char *args, struct weft_buf *out)
{
    (void)args;
    step(u, 1, out);
}

static void previous(struct ui *u, const char *args, struct weft_buf *out)
{
    (void)args;
    step(u, -1, out);
}

static void chain(struct ui *u, const char *args, struct weft_buf *out)
{
    const struct ui_picture *pic = &u->m->pic;

    (void)args;
    for (int32_t i = 0; i < pic->nchain; i++) {
        weft_buf_addf(out, "%" PRId32 ". ", i + 1);
        add_task(out, u->m, pic->chain[i]);
    }
    if (pic->nchain == 0)
        weft_buf_adds(out, "nothing fixes the makespan\n");
}

/* --- nodes ------------------------------------------------------------------- */

static void nodes(struct ui *u, const char *args, struct weft_buf *out)
{
    const struct ui_model *m = u->m;

    for (int32_t i = 0; i < m->pic.nload; i++) {
        const struct ui_load *l = &m->pic.load[i];
        char name[UI_TEXT_MAX] = "every node", q[32];

        if (l->node != WEFT_NONE)
            ui_node_text(name, sizeof(name), m->plan, l->node, l->copy);
        if (!strstr(name, args))
            continue;
        ui_quantity_text(q, sizeof(q), l->cap);
        weft_buf_addf(out, "%s, %s: capacity %s", name,
                      weft_plan_res(m->plan, l->res)->id, q);
        ui_quantity_text(q, sizeof(q), l->peak);
        weft_buf_addf(out, ", at most %s used, %d%% on average", q,
                      (int)(l->mean / 10000));
        add_time(out, m, ", full for ", l->full);
        add_time(out, m, " of ", m->pic.makespan);
        weft_buf_addc(out, '\n');
    }
    if (m->pic.nload == 0)
        weft_buf_adds(out, "there are no nodes in the plan\n");
}

static void status(struct ui *u, const char *args, struct weft_buf *out)
{
    (void)args;
    ui_linear_status(u->s, u->m, out);
}

/* --- words ------------------------------------------------------------------- */

static void help(struct ui *u, const char *args, struct weft_buf *out);

static const struct view {
    const char *name, *alias, *usage;
    void (*tell)(struct ui *u, const char *args, struct weft_buf *out);
} views[] = {
    { "status", "s", "status   how the document and its plan stand", status },
    { "tasks", "l", "tasks [LETTERS]   every task, or those with the letters",
      tasks },
    { "task", "t", "task [ID]   select a task; why it is where it is", task },
    { "why", "y", "why [ID]   why a task is where it is", why },
    { "next", "n", "next   the next task", next },
    { "previous", "p", "previous   the task before", previous },
    { "chain", "c", "chain   the tasks that fix the makespan", chain },
    { "nodes", NULL, "nodes [LETTERS]   capacities and how they are used",
      nodes },
    { "help", "h", "help [WORD]   these lines", help },
};

static const char *const edits[] = { "add",    "set",    "unset",  "link",
                                     "unlink", "rename", "delete", "move" };

static void add_usage(struct weft_buf *out, const char *usage, const char *word)
{
    if (strstr(usage, word))
        weft_buf_addf(out, "%s\n", usage);
}

static void help(struct ui *u, const char *args, struct weft_buf *out)
{
    (void)u;
    for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++)
        add_usage(out, views[i].usage, args);
    for (const struct ui_word_command *w = ui_word_commands(); w->name; w++)
        if (strcmp(w->name, "help") != 0)
            add_usage(out, w->usage, args);
    for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++)
        add_usage(out, ui_edit_usage(edits[i], strlen(edits[i])), args);
}

static bool called(const char *name, const char *line, size_t n)
{
    return name && strlen(name) == n && strncmp(name, line, n) == 0;
}

bool ui_linear_view(struct ui *u, const char *line, struct weft_buf *out)
{
    size_t n = strcspn(line, " ");

    for (size_t i = 0; i < sizeof(views) / sizeof(*views); i++) {
        const struct view *v = &views[i];

        if (!called(v->name, line, n) && !called(v->alias, line, n))
            continue;
        v->tell(u, line + n + strspn(line + n, " "), out);
        return true;
    }
    return false;
}

/* --- questions ---------------------------------------------------------------- */

static void add_found(const struct ui_state *s, struct weft_buf *out)
{
    char line[UI_TEXT_MAX];

    for (size_t i = 0; s->found_list && s->found && i < s->found->n; i++) {
        ui_found_line(s, (int)i, line, sizeof(line));
        weft_buf_addf(out, "%s\n", line);
    }
    weft_buf_addf(out,
                  "%s. r: recover them. v: view them. d: discard them. q: "
                  "leave.\n",
                  s->found_text);
}

bool ui_linear_question(const struct ui_state *s, struct weft_buf *out)
{
    if (s->mode == UI_MODE_QUIT)
        weft_buf_adds(out, "The document is not written. w: write it and "
                           "leave. d: discard the changes and leave. Anything "
                           "else: stay.\n");
    else if (s->mode == UI_MODE_CHANGED)
        weft_buf_adds(out, "Another program has changed the file. r: reload "
                           "it, drop mine. a: reload it, apply my commands to "
                           "it. m: mine to a file of its own. o: overwrite it. "
                           "Anything else: not now.\n");
    else if (s->mode == UI_MODE_FOUND)
        add_found(s, out);
    else if (s->mode == UI_MODE_LINE &&
             (s->ask == UI_ASK_WRITE || s->ask == UI_ASK_EXPORT))
        weft_buf_addf(out, "%s? An empty line takes %s\n",
                      s->ask == UI_ASK_EXPORT ? "Export to which file"
                                              : "Write to which file",
                      s->line.text);
    else
        return false;
    return true;
}
