/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/baseline.h"
#include "ui/compare.h"
#include "ui/marks.h"
#include "ui/text.h"

static bool graph_shown(const struct ui_frame *f)
{
    return f->graph_h > 0;
}

static bool tasks_shown(const struct ui_frame *f)
{
    return f->rows_h > 0;
}

static bool nodes_shown(const struct ui_frame *f)
{
    return f->nodes_h > 0;
}

static bool why_shown(const struct ui_frame *f)
{
    return f->why_h > 0;
}

static const struct ui_pane_ops panes[UI_PANES] = {
    [UI_PANE_GRAPH] = { "DAG", UI_CTX_GRAPH, graph_shown, ui_view_graph, NULL },
    [UI_PANE_TASKS] = { "TIMELINE", UI_CTX_TASKS, tasks_shown, ui_view_tasks,
                        NULL },
    [UI_PANE_NODES] = { "NODES", UI_CTX_NODES, nodes_shown, ui_view_nodes,
                        ui_nodes_summary },
    [UI_PANE_WHY] = { "WHY", UI_CTX_WHY, why_shown, ui_view_why, NULL },
};

const struct ui_pane_ops *ui_pane(enum ui_pane p)
{
    return &panes[p];
}

int ui_rule(struct ui_pad p, int y, bool focus, const char *title)
{
    int w = ui_width(p.c, title);
    uint32_t heavy = ui_line_glyph(p.c->glyphs, (struct ui_arms){ 0, 0, 2, 2 },
                                   true);

    ui_hline(p, 0, y, p.w, UI_MUTED, UI_G_RULE);
    for (int x = 0; focus && x < p.w; x++) /* seen without attributes too */
        ui_put(p, x, y, UI_MUTED, heavy);
    if (w > p.w - 4)
        w = p.w - 4;
    if (w <= 0)
        return 0;
    ui_put(p, 1, y, UI_MUTED, ' ');
    ui_textw(p, 2, y, w, focus ? UI_TITLE : UI_TEXT, title);
    if (focus)
        ui_attr(p, 2, y, w, UI_BOLD | UI_UNDERLINE);
    ui_put(p, 2 + w, y, UI_MUTED, ' ');
    return 3 + w;
}

/* Bytes of s that fit in w columns, broken at a space if there is one. */
static size_t line_of(const struct ui_cells *c, const char *s, int w)
{
    size_t n = strcspn(s, "\n"), i = 0, space = 0;
    int used = 0;

    while (i < n) {
        uint32_t cp;
        size_t k = weft_utf8_decode(s + i, n - i, &cp);
        char one[8] = "";

        memcpy(one, s + i, k < sizeof(one) ? k : 0);
        used += ui_width(c, one);
        if (used > w)
            break;
        if (cp == ' ')
            space = i;
        i += k;
    }
    if (i < n && space > 0)
        return space;
    return i > 0 || n == 0 ? i : 1;
}

int ui_wrap(struct ui_pad p, int y, int skip, enum ui_role role,
            const char *text)
{
    int lines = 0;

    if (p.w <= 0)
        return 0;
    while (*text) {
        size_t n = line_of(p.c, text, p.w);
        char line[UI_TEXT_MAX];

        snprintf(line, sizeof(line), "%.*s", (int)n, text);
        if (lines >= skip)
            ui_textw(p, 0, y + lines - skip, p.w, role, line);
        lines++;
        text += n;
        if (*text == '\n')
            text++;
        else
            text += strspn(text, " ");
    }
    return lines;
}

struct ui_pad ui_box_at(const struct ui_draw *d, int w, int h,
                        const char *title)
{
    const struct ui_glyphs *g = d->p.c->glyphs;
    struct ui_pad p;

    if (w > d->f.w - 2)
        w = d->f.w - 2;
    if (h > d->f.h - 2)
        h = d->f.h - 2;
    p = ui_pad_sub(d->p, (d->f.w - w) / 2, (d->f.h - h) / 2, w, h);
    ui_hot(p, 0, 0, w, h, (struct ui_hot){ .kind = UI_HOT_POPUP });
    ui_blank(p, UI_TEXT);
    for (int x = 0; x < w; x++) {
        ui_put(p, x, 0, UI_MUTED, ui_box(g, (struct ui_arms){ 0, 0, 1, 1 }));
        ui_put(p, x, h - 1, UI_MUTED,
               ui_box(g, (struct ui_arms){ 0, 0, 1, 1 }));
    }
    for (int y = 0; y < h; y++) {
        ui_put(p, 0, y, UI_MUTED, ui_box(g, (struct ui_arms){ 1, 1, 0, 0 }));
        ui_put(p, w - 1, y, UI_MUTED,
               ui_box(g, (struct ui_arms){ 1, 1, 0, 0 }));
    }
    ui_put(p, 0, 0, UI_MUTED, ui_box(g, (struct ui_arms){ 0, 1, 0, 1 }));
    ui_put(p, w - 1, 0, UI_MUTED, ui_box(g, (struct ui_arms){ 0, 1, 1, 0 }));
    ui_put(p, 0, h - 1, UI_MUTED, ui_box(g, (struct ui_arms){ 1, 0, 0, 1 }));
    ui_put(p, w - 1, h - 1, UI_MUTED,
           ui_box(g, (struct ui_arms){ 1, 0, 1, 0 }));
    ui_put(p, 2, 0, UI_MUTED, ' ');
    ui_put(p, 3 + ui_textw(p, 3, 0, w - 6, UI_TITLE, title), 0, UI_MUTED, ' ');
    return ui_pad_sub(p, 2, 1, w - 4, h - 2);
}

#define NAME_W        16 /* columns of a file's name that are not given away */
#define STATUS_BLANKS 8  /* between the parts of the status line */

/* --- status line --------------------------------------------------------- */

static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;

    if (!path)
        return "(no file)";
    return slash ? slash + 1 : path;
}

/* How far the makespan is above what is proved, in percent, rounded down: a
 * hair is "<1%", as only what is optimal has no gap. */
static void percent_text(const struct ui_model *m, char *out, size_t size)
{
    double over = (double)(m->pic.makespan - m->bound);
    int64_t pc = m->pic.makespan > 0
                     ? (int64_t)(100 * over / (double)m->pic.makespan)
                     : 0;

    if (pc > 0)
        snprintf(out, size, "%" PRId64 "%%", pc);
    else
        snprintf(out, size, "<1%%");
}

/* brief: no more than that it goes on, by its time. */
static void search_text(const struct ui_draw *d, bool brief, char *out,
                        size_t size)
{
    const struct ui_search *r = &d->s->searching;
    int64_t tenths = (d->s->now - r->since) / 100;

    if (r->on && r->running)
        snprintf(out, size, "%s%" PRId64 ".%" PRId64 " s",
                 brief ? "" : "improving ", tenths / 10, tenths % 10);
    else if (r->on)
        snprintf(out, size, "solving");
    else
        out[0] = '\0';
}

/* How much is said of a plan. */
enum detail {
    DETAIL_BRIEF, /* in as few columns as can be */
    DETAIL_USUAL,
    DETAIL_SHORT, /* and by which engines, instead of the gap; in few words, */
    DETAIL_WHO,   /* in more, */
    DETAIL_ALL,   /* and the gap too */
    DETAILS
};

/* word and who, after a comma; nothing where nobody is known. */
static void add_who(char *out, size_t size, const char *word, const char *who)
{
    size_t len = strlen(out);

    if (who[0])
        snprintf(out + len, size - len, "%s%s%s", len ? ", " : "", word, who);
}

static void optimal_text(const struct ui_model *m, enum detail detail,
                         char *out, size_t size)
{
    snprintf(out, size, "optimal");
    if (detail < DETAIL_SHORT)
        return;
    if (m->bound_by[0])
        snprintf(out, size, "optimal by %s", m->bound_by);
    add_who(out, size, "plan by ", m->engine);
}

static void gap_text(const struct ui_draw *d, enum detail detail, char *out,
                     size_t size)
{
    const struct ui_model *m = d->m;
    char bound[32], percent[32];
    size_t len;

    ui_short_time(bound, sizeof(bound), m, m->bound);
    percent_text(m, percent, sizeof(percent));
    if (detail == DETAIL_BRIEF) {
        snprintf(out, size, "gap %s", percent);
        return;
    }
    search_text(d, detail == DETAIL_SHORT, out, size);
    if (detail >= DETAIL_SHORT)
        add_who(out, size, detail == DETAIL_SHORT ? "" : "plan by ", m->engine);
    add_who(out, size, "bound ", bound);
    len = strlen(out);
    if (detail >= DETAIL_SHORT && m->bound_by[0])
        len += (size_t)snprintf(out + len, size - len, " by %s", m->bound_by);
    if ((detail == DETAIL_USUAL || detail == DETAIL_ALL) && len < size)
        snprintf(out + len, size - len, ", gap %s", percent);
}

/* What is known of the plan. */
static enum ui_role result_text(const struct ui_draw *d, enum detail detail,
                                char *out, size_t size)
{
    const struct ui_model *m = d->m;
    char search[48];

    search_text(d, false, search, sizeof(search));
    if (m->lost || m->status == WEFT_INFEASIBLE) {
        snprintf(out, size, "%s", m->lost ? "out of memory" : "infeasible");
        return UI_BAD;
    }
    if (m->status == WEFT_UNKNOWN) {
        snprintf(out, size, "%s", search[0] ? search : "no plan found");
        return UI_WARN;
    }
    if (m->pic.ntask == 0) {
        snprintf(out, size, "no tasks");
        return UI_MUTED;
    }
    if (m->status == WEFT_OPTIMAL) {
        optimal_text(m, detail, out, size);
        return UI_GOOD;
    }
    if (m->bound <= 0)
        snprintf(out, size, "%s", search[0] ? search : "feasible");
    else
        gap_text(d, detail, out, size);
    return UI_WARN;
}

static void makespan_text(const struct ui_draw *d, char *out, size_t size)
{
    char time[32];

    out[0] = '\0';
    if (!d->m->pic.any || d->m->pic.ntask == 0)
        return;
    ui_short_time(time, sizeof(time), d->m, d->m->pic.makespan);
    if (d->m->pic.stale && d->s->plan_for[0])
        snprintf(out, size, "plan is for %.60s: %s", d->s->plan_for, time);
    else
        snprintf(out, size, d->m->pic.stale ? "last plan %s" : "makespan %s",
                 time);
}

/* What is not as usual: rows that are filtered out, tasks that are marked. */
static void narrowed(const struct ui_draw *d, char *out, size_t size)
{
    const struct ui_filter *f = &d->s->filter;
    int32_t marks = ui_mark_count(d->s, d->m);
    size_t len = 0;

    out[0] = '\0';
    if (d->m->left_out)
        len = (size_t)snprintf(out, size, "%" PRId32 "/%" PRId32 " %.100s%s",
                               d->m->pic.nrow, d->m->pic.ntask, f->text,
                               marks ? "  " : "");
    if (marks && len < size)
        snprintf(out + len, size - len, "%" PRId32 " marked", marks);
}

/* As much as fits into room columns, but the usual if `usual` has columns for
 * it, and else what is brief. */
static enum ui_role result_within(const struct ui_draw *d, int room, int usual,
                                  char *out, size_t size)
{
    enum ui_role role = UI_TEXT;

    for (int k = DETAILS; k-- > DETAIL_BRIEF;) {
        role = result_text(d, (enum detail)k, out, size);
        if (ui_width(d->p.c, out) <= (k >= DETAIL_SHORT ? room : usual))
            break;
    }
    return role;
}

/* The makespan and what is known of it come first; the file's name and the
 * scenario get what is left. Engines are named where that costs neither. */
void ui_view_status(const struct ui_draw *d)
{
    char right[160], time[128], diff[96], scenario[80], less[160];
    enum ui_role role, by = ui_compare_makespan(d->m, diff, sizeof(diff));
    int w, left, x = 1, k, n, name = ui_width(d->p.c, base_name(d->s->path));

    makespan_text(d, time, sizeof(time));
    narrowed(d, less, sizeof(less));
    ui_compare_title(d->m, scenario, sizeof(scenario));
    k = ui_width(d->p.c, time);
    n = ui_width(d->p.c, less);
    left = d->f.w - k - (name > NAME_W ? name : NAME_W) - STATUS_BLANKS -
           ui_width(d->p.c, d->s->holder[0] ? "[read-only]" : scenario) -
           (n > 0 ? n + 2 : 0) - (diff[0] ? ui_width(d->p.c, diff) + 2 : 0);
    role = result_within(d, left, d->f.w - k - NAME_W, right, sizeof(right));
    w = ui_width(d->p.c, right);
    left = d->f.w - k - w - 7;
    if (n > 0 && n > left - 16)
        n = left > 32 ? left - 16 : left / 2;
    if (n > 0)
        left -= n + 2;
    if (diff[0] && left - ui_width(d->p.c, diff) - 2 >= 16)
        left -= ui_width(d->p.c, diff) + 2;
    else
        diff[0] = '\0';
    if (left < 23 && d->m->variant == 0 && !ui_compares(d->m))
        scenario[0] = '\0';
    x += ui_name(d->p, x, 0, left - ui_width(d->p.c, scenario), UI_TITLE,
                 base_name(d->s->path));
    if (ui_model_dirty(d->m))
        ui_put(d->p, x, 0, UI_WARN, '*');
    x += 2;
    if (d->s->holder[0])
        x += ui_textw(d->p, x, 0, left / 2, UI_WARN, "[read-only]") + 2;
    else if (scenario[0])
        x += ui_textw(d->p, x, 0, left / 2, UI_MUTED, scenario) + 2;
    if (n > 0)
        x += ui_textw(d->p, x, 0, n, UI_MATCH, less) + 2;
    ui_text(d->p, x, 0, d->m->pic.stale ? UI_MUTED : UI_TEXT, time);
    if (!d->m->pic.stale)
        ui_attr(d->p, x, 0, k, UI_BOLD);
    if (diff[0])
        k += 2 + ui_text(d->p, x + k + 2, 0, by, diff);
    ui_text_right(d->p, x + k + 1, 0, d->f.w - x - k - 2, role, right);
}

/* --- the whole ------------------------------------------------------------ */

static void tiny(const struct ui_draw *d)
{
    char text[64];
    int w;

    if (d->s->mode == UI_MODE_QUIT)
        snprintf(text, sizeof(text), "not saved: w write d discard");
    else
        snprintf(text, sizeof(text), "%dx%d needed, have %dx%d", UI_MIN_W,
                 UI_MIN_H, d->f.w, d->f.h);
    w = ui_width(d->p.c, text);
    ui_textw(d->p, w < d->f.w ? (d->f.w - w) / 2 : 0, d->f.h / 2, d->f.w,
             UI_TEXT, text);
    ui_cursor(d->p, 0, d->f.h / 2, false);
}

static void hot_pane(const struct ui_draw *d, enum ui_pane pane, int x, int y,
                     int w, int h)
{
    ui_hot(d->p, x, y, w, h,
           (struct ui_hot){ .kind = UI_HOT_PANE, .id = (int32_t)pane });
}

/* The other panes as one line. */
static void strip(const struct ui_draw *d)
{
    struct ui_pad p = ui_pad_sub(d->p, 0, d->f.strip_y, d->f.w, 1);
    char text[UI_TEXT_MAX] = "";
    size_t len = 0;

    for (int i = 0; i < UI_PANES && len < sizeof(text); i++) {
        char more[200] = "";
        int x = 2 + ui_width(p.c, text) + (len ? 2 : 0);

        if (i == (int)d->s->pane)
            continue;
        if (panes[i].summary)
            panes[i].summary(d, more, sizeof(more));
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%d %s%s",
                                len ? "  " : "", i + 1, panes[i].title, more);
        hot_pane(d, (enum ui_pane)i, x, d->f.strip_y,
                 ui_width(p.c, text) + 2 - x, 1);
    }
    ui_rule(p, 0, false, text);
}

/* Where the mouse meets the panes. */
static void hot_panes(const struct ui_draw *d)
{
    const struct ui_frame *f = &d->f;

    if (f->graph_h > 0)
        hot_pane(d, UI_PANE_GRAPH, f->graph.x, f->graph_y, f->graph.w,
                 f->graph_h + 1);
    if (f->rows_h > 0)
        hot_pane(d, UI_PANE_TASKS, f->table.x, f->head_y, f->table.w,
                 f->rows_h + 1);
    if (f->why_h > 0)
        hot_pane(d, UI_PANE_WHY, f->why.x, f->why_y, f->why.w, f->why_h + 1);
    if (f->nodes_h > 0)
        hot_pane(d, UI_PANE_NODES, f->nodes.x, f->nodes_y, f->w - f->nodes.x,
                 f->nodes_h + 1);
}

void ui_view(const struct ui_state *s, const struct ui_model *m,
             struct ui_cells *c)
{
    struct ui_draw d = { .s = s, .m = m, .p = ui_pad_all(c) };

    ui_blank(d.p, UI_TEXT);
    c->cursor = false;
    c->cx = c->cy = 0;
    c->nhot = 0;
    ui_frame(s, m, &d.f);
    if (d.f.tiny) {
        tiny(&d);
        return;
    }
    d.a = ui_frame_axis(s, m, &d.f);
    hot_panes(&d);
    ui_view_status(&d);
    for (int i = 0; i < UI_PANES; i++)
        if (panes[i].shown(&d.f))
            panes[i].draw(&d);
    if (d.f.strip_y >= 0)
        strip(&d);
    ui_view_bottom(&d);
    ui_view_popup(&d);
}
