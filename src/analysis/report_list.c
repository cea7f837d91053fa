/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the report that are lists of names. */
#include <stdlib.h>
#include <string.h>

#include "analysis/report.h"
#include "base/utf8.h"

#define LABEL_WIDTH 19
#define NAMES_MAX   300 /* of one list */
#define NODES_MAX   100
#define WAITS_MAX   5

struct report_list report_list_begin(struct report *rep, const char *label,
                                     int indent)
{
    size_t from = rep->w.b.len;
    struct report_list l = { .rep = rep, .indent = indent, .first = true };

    weft_buf_adds(&rep->w.b, label);
    words_pad(&rep->w, from, indent, false);
    l.word = rep->w;
    l.word.b = (struct weft_buf){ 0 };
    l.column = indent;
    return l;
}

/* Bytes of a separator that stay at the end of a line: an arrow or a comma, but
 * no dot or dash. */
static size_t visible(const char *separator)
{
    size_t n = strcspn(separator, ">,");

    return separator[n] ? n + 1 : 0;
}

void report_list_add(struct report_list *l, const char *separator)
{
    struct weft_buf *out = &l->rep->w.b;
    const char *text = l->word.b.p ? l->word.b.p : "";
    int width = words_width(text, l->word.b.len);
    int gap = words_width(separator, strlen(separator));
    int after = visible(separator) ? 2 : 0; /* room for the next one */

    if (!l->first && l->column + gap + width + after > l->rep->width) {
        weft_buf_add(out, separator, visible(separator));
        weft_buf_addc(out, '\n');
        for (int i = 0; i < l->indent; i++)
            weft_buf_addc(out, ' ');
        l->column = l->indent;
    } else if (!l->first) {
        weft_buf_adds(out, separator);
        l->column += gap;
    }
    weft_buf_add(out, text, l->word.b.len);
    l->column += width;
    l->first = false;
    l->rep->w.b.oom |= l->word.b.oom;
    weft_buf_clear(&l->word.b);
}

void report_list_more(struct report_list *l, int32_t n)
{
    if (n <= 0)
        return;
    weft_buf_addf(&l->word.b, "and %d more", (int)n);
    report_list_add(l, " ");
}

void report_list_end(struct report_list *l)
{
    weft_buf_addc(&l->rep->w.b, '\n');
    weft_buf_release(&l->word.b);
}

/* --- order and critical path --------------------------------------------- */

void report_order(struct report *rep)
{
    struct report_list l = report_list_begin(rep, "topological order",
                                             LABEL_WIDTH);

    for (int32_t k = 0; k < rep->f->n && k < NAMES_MAX; k++) {
        words_task(&l.word, rep->f->order[k]);
        report_list_add(&l, " ");
    }
    report_list_more(&l, rep->f->n - NAMES_MAX);
    report_list_end(&l);
}

/* "embed-1 waits 40m for gpu on gpu-a, held by embed-4" */
static void add_wait(struct report *rep, int32_t i, const char *label)
{
    const struct weft_cause *c = &rep->f->cause[i];
    struct report_list l = report_list_begin(rep, label, LABEL_WIDTH);

    words_task(&l.word, i);
    weft_buf_adds(&l.word.b, " waits ");
    words_time(&l.word, rep->s->start[i] - c->ready);
    report_list_add(&l, "");
    weft_buf_adds(&l.word.b, "for ");
    words_cell_res(&l.word, c->cell);
    weft_buf_addc(&l.word.b, ',');
    report_list_add(&l, " ");
    weft_buf_adds(&l.word.b, "held by ");
    words_task(&l.word, c->pred);
    report_list_add(&l, " ");
    report_list_end(&l);
}

void report_critical(struct report *rep)
{
    const struct weft_facts *f = rep->f;
    struct report_list l = report_list_begin(rep, "critical path", LABEL_WIDTH);
    int32_t waits = 0;

    for (int32_t k = 0; k < f->nchain && k < NAMES_MAX; k++) {
        int32_t i = f->chain[k];

        if (f->chain_wait[k]) {
            weft_buf_addc(&l.word.b, '[');
            words_cell_res(&l.word, f->cause[i].cell);
            weft_buf_addc(&l.word.b, ']');
            report_list_add(&l, " > ");
        }
        words_task(&l.word, i);
        report_list_add(&l, " > ");
    }
    report_list_more(&l, f->nchain - NAMES_MAX);
    report_list_end(&l);
    for (int32_t k = 0; k < f->nchain && waits < WAITS_MAX; k++)
        if (f->chain_wait[k])
            add_wait(rep, f->chain[k], waits++ ? "" : "waiting");
}

/* --- placement ----------------------------------------------------------- */

/* Tasks by copy, in order; the last bucket has those on no node. */
struct buckets {
    int32_t *begin; /* ncopy + 2 */
    int32_t *task;
};

static int32_t bucket_of(const struct report *rep, int32_t i)
{
    int32_t copy = rep->w.q->option[rep->s->opt[i]].copy;

    return copy == WEFT_NONE ? rep->w.q->ncopy : copy;
}

static bool fill_buckets(const struct report *rep, struct buckets *b)
{
    int32_t n = rep->w.q->ncopy + 1;

    b->begin = calloc((size_t)n + 2, sizeof(*b->begin));
    b->task = malloc(((size_t)rep->f->n + 1) * sizeof(*b->task));
    if (!b->begin || !b->task)
        return false;
    /* counted two places ahead, so that filling leaves begin[] right */
    for (int32_t i = 0; i < rep->f->n; i++)
        b->begin[bucket_of(rep, i) + 2]++;
    for (int32_t c = 0; c < n; c++)
        b->begin[c + 2] += b->begin[c + 1];
    for (int32_t k = 0; k < rep->f->n; k++) {
        int32_t i = rep->f->order[k];

        b->task[b->begin[bucket_of(rep, i) + 1]++] = i;
    }
    return true;
}

static void add_task_and_mode(struct report_list *l, int32_t i)
{
    const struct weft_task *t = weft_plan_task(l->rep->w.p, i);
    int32_t mode = l->rep->w.q->option[l->rep->s->opt[i]].mode;

    words_task(&l->word, i);
    if (mode) {
        weft_buf_adds(&l->word.b, "(");
        words_name(&l->word, t->mode[mode - 1].name);
        weft_buf_adds(&l->word.b, ")");
    }
    report_list_add(l, " ");
}

static void add_bucket(struct report *rep, const struct buckets *b, int32_t c,
                       int indent, const char *label)
{
    size_t from = rep->w.b.len;
    struct report_list l;

    weft_buf_adds(&rep->w.b, label);
    words_pad(&rep->w, from, LABEL_WIDTH, false);
    from = rep->w.b.len;
    if (c == rep->w.q->ncopy)
        weft_buf_adds(&rep->w.b, "no node");
    else
        words_copy(&rep->w, c);
    words_cut(&rep->w, from, indent - LABEL_WIDTH - 2);
    words_pad(&rep->w, from, indent - LABEL_WIDTH, false);
    l = report_list_begin(rep, "", 0);
    l.indent = l.column = indent;
    for (int32_t k = b->begin[c];
         k < b->begin[c + 1] && k < b->begin[c] + NAMES_MAX; k++)
        add_task_and_mode(&l, b->task[k]);
    report_list_more(&l, b->begin[c + 1] - b->begin[c] - NAMES_MAX);
    report_list_end(&l);
}

static void add_unused(struct report *rep, const struct buckets *b)
{
    struct report_list l;
    int32_t n = 0;

    for (int32_t c = 0; c < rep->w.q->ncopy; c++)
        n += b->begin[c] == b->begin[c + 1];
    if (n == 0)
        return;
    l = report_list_begin(rep, "unused", LABEL_WIDTH);
    n -= NODES_MAX;
    for (int32_t c = 0, k = 0; c < rep->w.q->ncopy && k < NODES_MAX; c++) {
        if (b->begin[c] < b->begin[c + 1])
            continue;
        words_copy(&l.word, c);
        report_list_add(&l, " ");
        k++;
    }
    report_list_more(&l, n);
    report_list_end(&l);
}

static int copy_width(struct report *rep, int32_t c)
{
    struct words w = rep->w;
    int width;

    w.b = (struct weft_buf){ 0 };
    words_copy(&w, c);
    width = w.b.p ? words_width(w.b.p, w.b.len) : 0;
    rep->w.b.oom |= w.b.oom;
    weft_buf_release(&w.b);
    return width;
}

bool report_placement(struct report *rep)
{
    struct buckets b = { 0 };
    int32_t ncopy = rep->w.q->ncopy, shown = 0;
    int widest = 0, most = rep->width / 4;
    bool done = fill_buckets(rep, &b);

    for (int32_t c = 0; done && c < ncopy; c++)
        if (b.begin[c] < b.begin[c + 1]) {
            int width = copy_width(rep, c);

            widest = width > widest ? width : widest;
        }
    if (done && b.begin[ncopy] < b.begin[ncopy + 1] && widest < 7)
        widest = 7; /* "no node" */
    widest = widest > most ? most : widest;
    for (int32_t c = 0; done && c <= ncopy; c++) {
        if (b.begin[c] == b.begin[c + 1])
            continue;
        if (shown++ < NODES_MAX || c == ncopy)
            add_bucket(rep, &b, c, LABEL_WIDTH + widest + 2,
                       shown == 1 ? "placement" : "");
    }
    if (shown > NODES_MAX + 1) {
        struct report_list l = report_list_begin(rep, "", LABEL_WIDTH);

        weft_buf_addf(&l.word.b, "and %d more nodes", (int)(shown - NODES_MAX));
        report_list_add(&l, "");
        report_list_end(&l);
    }
    if (done)
        add_unused(rep, &b);
    free(b.begin);
    free(b.task);
    return done;
}
