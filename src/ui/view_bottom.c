/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last two lines: what happened, and what can be done. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "ui/choices.h"
#include "ui/link.h"
#include "ui/rowedit.h"
#include "ui/scenario.h"
#include "ui/text.h"
#include "ui/tries.h"
#include "ui/view.h"

#define LIST_MAX   8
#define HELPED_W   60 /* columns from which on choices say what they do */
#define HELPED_MAX 96

static const char *const ask_label[UI_ASKS] = {
    [UI_ASK_COMMAND] = ":",
    [UI_ASK_SEARCH] = "/",
    [UI_ASK_WRITE] = "write to: ",
    [UI_ASK_EXPORT] = "export to: ",
    [UI_ASK_CAPACITY] = "capacity: ",
    [UI_ASK_HELP] = "keys with: ",
    [UI_ASK_SCENARIO] = "save as scenario: ",
    [UI_ASK_FILTER] = "show only: ",
};

void ui_draw_line(struct ui_pad p, int x, int y, int w, const struct ui_line *l)
{
    struct ui_pad f = ui_pad_sub(p, x, y, w, 1);
    char before[UI_LINE_MAX];
    int at, off;

    snprintf(before, sizeof(before), "%.*s", l->at, l->text);
    at = ui_width(p.c, before);
    off = at > w - 1 ? at - (w - 1) : 0;
    ui_text(f, -off, 0, UI_TEXT, l->text);
    if (off > 0)
        ui_glyph(f, 0, 0, UI_MUTED, UI_G_ELLIPSIS);
    ui_cursor(f, at - off, 0, true);
}

static void prompt(const struct ui_draw *d)
{
    const char *label = ask_label[d->s->ask];
    int w = ui_textw(d->p, 0, d->f.foot_y, d->f.w / 2, UI_TITLE, label);

    ui_draw_line(d->p, w, d->f.foot_y, d->f.w - w, &d->s->line);
    if (d->s->line_fresh) {
        int n = ui_width(d->p.c, d->s->line.text), most = d->f.w - w - 1;

        ui_paint(d->p, w, d->f.foot_y, n < most ? n : most, UI_SELECTED,
                 UI_REVERSE);
    }
}

static int widest(const struct ui_draw *d, const struct ui_choices *c,
                  int first, int n, bool *helped)
{
    int w = 12;

    *helped = false;
    for (int i = first; i < first + n; i++) {
        if (ui_width(d->p.c, c->text[i]) > w)
            w = ui_width(d->p.c, c->text[i]);
        *helped |= c->help[i] != NULL;
    }
    return w;
}

/* "set OPTION VALUE   an option" tells more than the name before it. */
static const char *what_it_does(const char *help)
{
    const char *gap = strstr(help, "   ");

    return gap ? gap + 3 : help;
}

/* Choices above the line, the chosen one marked, what they do beside them. */
static void choice_list(const struct ui_draw *d, const struct ui_choices *c)
{
    int n = c->n < LIST_MAX ? c->n : LIST_MAX, first = 0, w, name;
    int at = d->s->choice < c->n ? d->s->choice : -1; /* it may be gone */
    bool helped;
    struct ui_pad p;

    if (n > d->f.msg_y - 3)
        n = d->f.msg_y - 3;
    if (n <= 0 || (d->s->line.len == 0 && at < 0))
        return;
    if (at >= n)
        first = at - n + 1;
    name = widest(d, c, first, n, &helped);
    w = name + 3;
    if (helped && d->f.w >= HELPED_W)
        w = d->f.w - 2 < HELPED_MAX ? d->f.w - 2 : HELPED_MAX;
    if (w > d->f.w - 2)
        w = d->f.w - 2;
    p = ui_pad_sub(d->p, 1, d->f.msg_y - n, w, n);
    ui_blank(p, UI_TEXT);
    for (int i = 0; i < n; i++) {
        bool on = first + i == at;

        ui_glyph(p, w - 1, i, UI_MUTED, UI_G_SIDE);
        if (on)
            ui_glyph(p, 0, i, UI_TITLE, UI_G_MARK);
        ui_textw(p, 1, i, w - 3, on ? UI_SELECTED : UI_TEXT,
                 c->text[first + i]);
        if (on)
            ui_attr(p, 1, i, name, UI_REVERSE);
        if (c->help[first + i] && w > name + 8)
            ui_textw(p, name + 3, i, w - name - 5, UI_MUTED,
                     what_it_does(c->help[first + i]));
    }
    if (c->n > first + n)
        ui_glyph(p, w - 2, n - 1, UI_MUTED, UI_G_MORE_DOWN);
}

static void usage(const struct ui_draw *d, const char *text)
{
    ui_textw(d->p, 1, d->f.msg_y, d->f.w - 2, UI_MUTED, text);
}

static void query_help(const struct ui_draw *d)
{
    char text[UI_TEXT_MAX];

    snprintf(text, sizeof(text),
             "%" PRId32 " of %" PRId32
             "   words of names, node:x dur>5 crit wait mark, ! for not",
             d->m->pic.nrow, d->m->pic.ntask);
    usage(d, d->s->ask == UI_ASK_FILTER
                 ? text
                 : "words of names, node:x dur>5 crit wait mark, ! for not");
}

static void prompt_help(const struct ui_draw *d)
{
    struct ui_choices c;

    ui_choices(d->s, d->m, &c);
    if (c.n && (d->s->ask == UI_ASK_COMMAND || d->s->choice >= 0))
        choice_list(d, &c);
    if (c.usage)
        usage(d, c.usage);
    else if (d->s->ask == UI_ASK_COMMAND)
        usage(d, "an edit line (add, set, link, ...) or a command; Tab "
                 "completes, Up goes back");
    else if (d->s->ask == UI_ASK_SEARCH || d->s->ask == UI_ASK_FILTER)
        query_help(d);
    else if (d->s->ask == UI_ASK_CAPACITY)
        usage(d, "a quantity: 8, 0.5, 500m, 64Gi");
}

/* --- hints ----------------------------------------------------------------------- */

static bool is_choice(const struct ui_command *c)
{
    return strcmp(c->name, "row-choice") == 0 ||
           strcmp(c->name, "form-choice") == 0;
}

/* While capacities are being tried, other commands come first. Choices are
 * offered where there are any. */
static int rank_of(const struct ui_draw *d, const struct ui_command *c)
{
    static const struct {
        const char *name;
        int rank;
    } trying[] = {
        { "capacity-down", 1 }, { "capacity-up", 1 },    { "escape", 2 },
        { "scenario-save", 3 }, { "sweep-capacity", 4 }, { "scenario-next", 5 },
        { "compare", 6 },       { "undo", 7 },           { "help", 90 },
    };

    if (c->contexts & (UI_CTX_ROW | UI_CTX_FORM) && is_choice(c) &&
        !ui_has_choices(d->s))
        return 0;
    if (!ui_tries_on(d->m) || !(ui_context(d->s) & UI_CTX_PANES))
        return c->rank;
    for (size_t i = 0; i < sizeof(trying) / sizeof(*trying); i++)
        if (strcmp(c->name, trying[i].name) == 0)
            return trying[i].rank;
    return 0;
}

static const char *word_of(const struct ui_draw *d, const struct ui_command *c)
{
    if (ui_scenario_esc(d->s, d->m) && strcmp(c->name, "escape") == 0)
        return "drop what-if";
    return c->hint;
}

/* The commands of a footer, lowest rank first, ties in table order. */
static const struct ui_command *next_hint(const struct ui_draw *d,
                                          enum ui_context c, int *rank,
                                          const struct ui_command *after)
{
    const struct ui_command *best = NULL;

    int least = 0;

    for (const struct ui_command *t = ui_commands(); t->name; t++) {
        int r = t->contexts & c ? rank_of(d, t) : 0;

        if (r == 0 || r < *rank || (r == *rank && after && t <= after))
            continue;
        if (!best || r < least) {
            best = t;
            least = r;
        }
    }
    if (best)
        *rank = least;
    return best;
}

/* The first of a command's keys. */
static void first_key(const struct ui_draw *d, const struct ui_command *c,
                      struct weft_buf *b)
{
    char keys[64];
    char *end;

    ui_keys_text(&d->s->set.binds, c, keys, sizeof(keys));
    end = strstr(keys, "  ");
    if (end)
        *end = '\0';
    weft_buf_adds(b, keys);
}

static void hot_hint(const struct ui_draw *d, int x, int w,
                     const struct ui_command *c)
{
    ui_hot(d->p, x, d->f.foot_y, w, 1,
           (struct ui_hot){ .kind = UI_HOT_COMMAND,
                            .id = (int32_t)(c - ui_commands()) });
}

/* One hint; commands with the same word share it: "[ ] capacity". Returns the
 * columns it took, 0 if there was no room. */
static int hint(const struct ui_draw *d, int x, int end,
                const struct ui_command *c, const struct ui_command *also)
{
    bool off = c->off && c->off(d->s, d->m);
    struct weft_buf keys = { 0 };
    int k, w;

    first_key(d, c, &keys);
    if (also) {
        weft_buf_addc(&keys, ' ');
        first_key(d, also, &keys);
    }
    k = ui_width(d->p.c, keys.p ? keys.p : "") + 1;
    w = k + ui_width(d->p.c, word_of(d, c));
    if (x + w <= end) {
        hot_hint(d, x, k + 1 + ui_width(d->p.c, word_of(d, c)), c);
        if (also) /* its key is the second half */
            hot_hint(d, x + k / 2, (k + 1) / 2, also);
        ui_text(d->p, x, d->f.foot_y, off ? UI_MUTED : UI_TITLE,
                keys.p ? keys.p : "");
        ui_text(d->p, x + k, d->f.foot_y, off ? UI_MUTED : UI_TEXT,
                word_of(d, c));
    }
    weft_buf_release(&keys);
    return x + w <= end ? w + 2 : 0;
}

static void hints(const struct ui_draw *d)
{
    enum ui_context ctx = ui_context(d->s);
    const struct ui_command *c = NULL, *help;
    int rank = 1, x = 1, end = d->f.w - 1;

    help = ctx & UI_CTX_PANES ? ui_command_find("help", 4, ctx) : NULL;
    if (help)
        end -= 8; /* "? help" stands last, always */
    while ((c = next_hint(d, ctx, &rank, c)) && c != help) {
        int r = rank;
        const struct ui_command *also = next_hint(d, ctx, &r, c);
        int w;

        if (also && (rank_of(d, also) != rank_of(d, c) ||
                     strcmp(also->hint, c->hint) != 0))
            also = NULL;
        w = hint(d, x, end, c, also);
        if (w == 0)
            break;
        x += w;
        if (also)
            c = also;
    }
    if (help)
        hint(d, x < end ? x : end, d->f.w, help, NULL);
}

/* --- message ----------------------------------------------------------------------- */

static void counts(const struct ui_draw *d, char *out, size_t size)
{
    const struct weft_plan *p = d->m->plan;
    int32_t links = 0;

    for (int32_t i = 0; i < weft_plan_ntask(p); i++)
        links += weft_plan_task(p, i)->nafter;
    snprintf(out, size,
             "row %" PRId32 " of %" PRId32 ", %" PRId32 " link%s, %" PRId32
             " node%s",
             d->s->task == WEFT_NONE ? 0 : ui_track_of(d->m, d->s->task) + 1,
             ui_track_count(d->m), links, links == 1 ? "" : "s",
             weft_plan_nnode(p), weft_plan_nnode(p) == 1 ? "" : "s");
}

static void link_prompt(const struct ui_draw *d)
{
    const struct ui_state *s = d->s;
    char text[UI_TEXT_MAX];
    size_t len;

    if (s->link_from == WEFT_NONE || s->task == WEFT_NONE)
        return;
    ui_link_text(s, d->m, text, sizeof(text));
    len = strlen(text);
    if (s->link_typing)
        snprintf(text + len, sizeof(text) - len, "   name: %.60s",
                 s->line.text);
    ui_textw(d->p, 1, d->f.msg_y, d->f.w - 2, UI_TITLE, text);
}

static void pending(const struct ui_draw *d)
{
    char text[64] = "";
    size_t len = 0;

    if (d->s->count > 0)
        len = (size_t)snprintf(text, sizeof(text), "%d ", d->s->count);
    for (int i = 0; i < d->s->npending && len < sizeof(text); i++) {
        char word[32];

        ui_key_word(d->s->pending[i], word, sizeof(word));
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s ", word);
    }
    ui_text_right(d->p, d->f.w - 20, d->f.msg_y, 19, UI_TITLE, text);
}

static void message(const struct ui_draw *d)
{
    char text[UI_TEXT_MAX];

    if (d->s->msg[0]) {
        ui_textw(d->p, 1, d->f.msg_y, d->f.w - 2, d->s->msg_role, d->s->msg);
    } else if (d->s->mode == UI_MODE_LINK) {
        link_prompt(d);
    } else if (d->s->mode == UI_MODE_LINE) {
        prompt_help(d);
    } else if (d->s->mode == UI_MODE_NORMAL && d->f.why_h < UI_HINT_LINES &&
               d->s->pane != UI_PANE_NODES &&
               ui_model_hint_of(d->m, d->s->task)[0]) {
        ui_textw(d->p, 1, d->f.msg_y, d->f.w - 2, UI_TEXT,
                 ui_model_hint_of(d->m, d->s->task));
    } else if (d->s->mode == UI_MODE_NORMAL) {
        counts(d, text, sizeof(text));
        ui_textw(d->p, 1, d->f.msg_y, d->f.w - 2, UI_MUTED, text);
    }
    if (d->s->count > 0 || d->s->npending > 0)
        pending(d);
}

void ui_view_bottom(const struct ui_draw *d)
{
    message(d);
    if (d->s->mode == UI_MODE_LINE)
        prompt(d);
    else
        hints(d);
}

/* --- a row being typed ---------------------------------------------------------------- */

static int field_width(const struct ui_draw *d, int i)
{
    const struct ui_row *r = &d->s->row;
    int w = ui_width(d->p.c, r->f[i].line.text) + 1;
    int least = r->f[i].kind == UI_FIELD_COUNT      ? 3
                : r->f[i].kind == UI_FIELD_DURATION ? 6
                                                    : 10;

    if (w > d->f.w / 2)
        w = d->f.w / 2;
    return w > least ? w : least;
}

void ui_view_row(const struct ui_draw *d, int y)
{
    const struct ui_row *r = &d->s->row;
    struct ui_span at = r->node ? (struct ui_span){ 0, d->f.w } : d->f.table;
    struct ui_pad p = ui_pad_sub(d->p, at.x, y, at.w, 1);
    int x = 2, off = 0;

    ui_blank(p, UI_TEXT);
    for (int i = 0; i <= r->field; i++) { /* so that this field is in sight */
        int end = x + ui_width(d->p.c, ui_field_label(r->f[i].kind)) + 1 +
                  field_width(d, i) + 2;

        if (i == r->field && end > at.w)
            off = end - at.w;
        x = end;
    }
    x = 2 - off;
    for (int i = 0; i < r->nfield; i++) {
        const char *label = ui_field_label(r->f[i].kind);
        int w = field_width(d, i);

        ui_text(p, x, 0, i == r->field ? UI_TITLE : UI_MUTED, label);
        x += ui_width(d->p.c, label) + 1;
        if (i == r->field)
            ui_draw_line(p, x, 0, w, &r->f[i].line);
        else
            ui_textw(p, x, 0, w, UI_TEXT, r->f[i].line.text);
        ui_attr(p, x, 0, w, UI_UNDERLINE);
        if (i == r->field && r->f[i].fresh)
            ui_paint(p, x, 0, ui_width(p.c, r->f[i].line.text), UI_SELECTED,
                     UI_REVERSE);
        x += w + 2;
    }
    if (r->add)
        ui_put(p, 0, 0, UI_TITLE, '+');
    else
        ui_glyph(p, 0, 0, UI_TITLE, UI_G_MARK);
    ui_put(p, 1, 0, UI_TEXT, ' ');
}
