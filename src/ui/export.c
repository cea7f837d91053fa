/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/utf8.h"
#include "ui/commands.h"
#include "ui/text.h"

#define REPORT_W 100

/* --- formats ------------------------------------------------------------------- */

static void add_text(struct weft_buf *b, const struct ui_model *m, bool plan)
{
    char *text = NULL;
    size_t len;

    if (ui_model_text(m, plan, "auto", 1, &text, &len, NULL))
        b->oom = true;
    else
        weft_buf_add(b, text, len);
    free(text);
}

static void make_plan(const struct ui_model *m, struct weft_buf *b)
{
    add_text(b, m, true);
}

static void make_document(const struct ui_model *m, struct weft_buf *b)
{
    add_text(b, m, false);
}

/* RFC 4180 */
static void csv_field(struct weft_buf *b, const char *s)
{
    if (!strpbrk(s, ",\"\r\n")) {
        weft_buf_adds(b, s);
        return;
    }
    weft_buf_addc(b, '"');
    for (; *s; s++) {
        if (*s == '"')
            weft_buf_addc(b, '"');
        weft_buf_addc(b, *s);
    }
    weft_buf_addc(b, '"');
}

static void csv_time(struct weft_buf *b, const struct ui_model *m, int64_t t)
{
    weft_buf_addc(b, ',');
    weft_time_number(b, t, weft_plan_unit(m->plan));
}

static void make_csv(const struct ui_model *m, struct weft_buf *b)
{
    weft_buf_adds(b, "id,name,node,start,finish,slack,critical\r\n");
    for (int32_t r = 0; r < m->pic.ntask; r++) {
        int32_t i = m->pic.order[r];
        const struct weft_task *t = weft_plan_task(m->plan, i);
        const struct ui_place *pl = &m->pic.place[i];
        char node[UI_TEXT_MAX] = "";

        if (pl->placed && pl->node != WEFT_NONE)
            ui_node_text(node, sizeof(node), m->plan, pl->node, pl->copy);
        csv_field(b, t->id);
        weft_buf_addc(b, ',');
        csv_field(b, t->name);
        weft_buf_addc(b, ',');
        csv_field(b, node);
        if (pl->placed) {
            csv_time(b, m, pl->start);
            csv_time(b, m, pl->finish);
            csv_time(b, m, pl->slack);
            weft_buf_adds(b, pl->critical ? ",1\r\n" : ",0\r\n");
        } else {
            weft_buf_adds(b, ",,,,\r\n");
        }
    }
}

/* A quoted string of the DOT language. */
static void dot_string(struct weft_buf *b, const char *s)
{
    weft_buf_addc(b, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            weft_buf_addc(b, '\\');
        weft_buf_addc(b, *s);
    }
    weft_buf_addc(b, '"');
}

static void make_dot(const struct ui_model *m, struct weft_buf *b)
{
    weft_buf_adds(b, "digraph plan {\n  rankdir=LR;\n  node [shape=box];\n");
    for (int32_t i = 0; i < m->pic.ntask; i++) {
        weft_buf_adds(b, "  ");
        dot_string(b, weft_plan_task(m->plan, i)->id);
        weft_buf_adds(b, m->pic.place[i].critical && !m->pic.stale
                             ? " [penwidth=2];\n"
                             : ";\n");
    }
    for (int32_t i = 0; i < m->pic.ntask; i++) {
        for (int32_t k = 0; k < ui_model_npred(m, i); k++) {
            int32_t from = ui_model_pred(m, i, k);

            weft_buf_adds(b, "  ");
            dot_string(b, weft_plan_task(m->plan, from)->id);
            weft_buf_adds(b, " -> ");
            dot_string(b, weft_plan_task(m->plan, i)->id);
            weft_buf_adds(b, ui_model_link_critical(m, from, i)
                                 ? " [penwidth=2];\n"
                                 : ";\n");
        }
    }
    weft_buf_adds(b, "}\n");
}

/* Names in Mermaid end at these. */
static void mermaid_name(struct weft_buf *b, const char *s)
{
    for (; *s; s++)
        weft_buf_addc(b, strchr(":;,#\n", *s) ? '_' : *s);
}

static void make_mermaid(const struct ui_model *m, struct weft_buf *b)
{
    weft_buf_adds(b, "gantt\n    title ");
    mermaid_name(b,
                 weft_plan_name(m->plan)[0] ? weft_plan_name(m->plan) : "plan");
    weft_buf_adds(b, "\n    dateFormat x\n    axisFormat %H:%M:%S\n");
    for (int32_t r = 0; r < m->pic.ntask; r++) {
        int32_t i = m->pic.order[r];
        const struct ui_place *pl = &m->pic.place[i];

        if (!pl->placed)
            continue;
        weft_buf_adds(b, "    ");
        mermaid_name(b, weft_plan_task(m->plan, i)->id);
        weft_buf_addf(b, " :%st%" PRId32 ", %" PRId64 ", %" PRId64 "\n",
                      pl->critical ? "crit, " : "", i, pl->start, pl->finish);
    }
}

static void make_report(const struct ui_model *m, struct weft_buf *b)
{
    const struct weft_report_opts o = { .width = REPORT_W };
    struct weft_result r = { .status = m->status,
                             .engine = m->engine[0] ? m->engine : NULL,
                             .bound_engine = m->bound_by[0] ? m->bound_by
                                                            : NULL };
    char *text;

    if (!m->problem || !m->facts) {
        weft_buf_adds(b, "There is no plan now.\n");
        return;
    }
    r.schedule = m->schedule; /* lent */
    r.makespan = m->facts->makespan;
    r.bound = m->bound / m->problem->tick;
    text = weft_report_text(m->plan, m->problem, &r, m->facts, &o);
    if (text)
        weft_buf_adds(b, text);
    else
        b->oom = true;
    free(text);
}

static const struct ui_export_format formats[] = {
    { "plan", ".plan.json", "what is shown, with its schedule, as JSON", true,
      make_plan },
    { "document", ".copy.json", "the document with all its scenarios, as JSON",
      false, make_document },
    { "csv", ".csv", "a line for each task: node, start, finish, slack", false,
      make_csv },
    { "dot", ".dot", "tasks and links, for Graphviz", false, make_dot },
    { "mermaid", ".mmd", "a Gantt chart for Markdown", false, make_mermaid },
    { "report", ".txt", "order, critical path, Gantt chart, use, as text",
      false, make_report },
    { NULL, NULL, NULL, false, NULL }
};

const struct ui_export_format *ui_export_formats(void)
{
    return formats;
}

void ui_export_make(struct ui_state *s, const struct ui_model *m, int i)
{
    weft_buf_release(&s->export_text);
    s->export_at = i;
    formats[i].make(m, &s->export_text);
}

const char *ui_export_text(const struct ui_state *s, size_t *len)
{
    if (formats[s->export_at].plan || !s->export_text.p)
        return NULL;
    *len = s->export_text.len;
    return s->export_text.p;
}

/* The format that a path's ending names; 0: the plan. */
static int format_of(const char *path)
{
    size_t n = strlen(path);

    for (int i = 2; formats[i].name; i++) {
        size_t k = strlen(formats[i].ext);

        if (n > k && strcmp(path + n - k, formats[i].ext) == 0)
            return i;
    }
    return 0;
}

void ui_export_to(struct ui *u, const char *path)
{
    struct ui_state *s = u->s;

    if (!s->export_text.p) /* no format was chosen */
        ui_export_make(s, u->m, format_of(path));
    if (s->export_text.oom) {
        weft_buf_release(&s->export_text);
        ui_say(u, UI_BAD, "out of memory");
        return;
    }
    u->fx->bits |= UI_FX_EXPORT;
    snprintf(u->fx->path, sizeof(u->fx->path), "%s", path);
}

/* --- the list -------------------------------------------------------------------- */

void ui_run_export_plan(struct ui *u, int count)
{
    (void)count;
    u->s->mode = UI_MODE_EXPORT;
    u->s->popup_at = u->s->popup_top = 0;
    ui_export_make(u->s, u->m, 0);
}

void ui_run_export_path(struct ui *u, int count)
{
    char path[UI_LINE_MAX];
    int at = u->s->popup_at;

    (void)count;
    ui_export_make(u->s, u->m, at);
    ui_normal(u);
    ui_suggest_path(u->s, formats[at].ext, path, sizeof(path));
    ui_ask(u, UI_ASK_EXPORT, path);
}

void ui_run_export_copy(struct ui *u, int count)
{
    struct ui_state *s = u->s;

    (void)count;
    ui_export_make(s, u->m, s->popup_at);
    ui_normal(u);
    if (s->export_text.oom) {
        ui_say(u, UI_BAD, "out of memory");
        return;
    }
    weft_buf_release(&s->reg);
    s->reg = s->export_text;
    s->export_text = (struct weft_buf){ 0 };
    u->fx->bits |= UI_FX_COPY;
    ui_say(u, UI_TEXT, "copied to the clipboard: %s",
           formats[s->export_at].name);
}
