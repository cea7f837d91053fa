/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

#define WIDTH_DEFAULT 80
#define WIDTH_MIN     40

static void say(struct report *rep, const char *text)
{
    weft_buf_adds(&rep->w.b, text);
}

/* --- title --------------------------------------------------------------- */

/* "(optimal)" or "(bound 185, gap 14%)". */
static void say_proof(struct report *rep)
{
    int64_t makespan = rep->f->makespan, gap = makespan - rep->r->bound;
    int64_t percent = makespan > 0 && gap <= INT64_MAX / 200
                          ? (200 * gap + makespan) / (2 * makespan)
                          : 0;

    if (rep->r->status == WEFT_OPTIMAL) {
        say(rep, " (optimal)");
        return;
    }
    say(rep, " (bound ");
    words_time(&rep->w, rep->r->bound);
    if (percent)
        weft_buf_addf(&rep->w.b, ", gap %lld%%)", (long long)percent);
    else
        say(rep, ", gap under 1%)");
}

static void say_result(struct report *rep)
{
    if (rep->r->status == WEFT_INFEASIBLE) {
        say(rep, "infeasible");
    } else if (!rep->f) {
        say(rep, "no plan found");
    } else {
        say(rep, "makespan ");
        words_time(&rep->w, rep->f->makespan);
        say_proof(rep);
    }
}

/* Name on the left, result on the right, or below it where both do not fit. */
static void put_title(struct report *rep)
{
    struct weft_buf *b = &rep->w.b;
    const char *name = weft_plan_name(rep->w.p);
    struct weft_buf result;
    size_t from;
    int used;

    if (!*name)
        name = rep->file ? rep->file : "untitled plan";
    words_name(&rep->w, name);
    words_cut(&rep->w, 0, rep->width);
    used = b->p ? words_width(b->p, b->len) : 0;
    from = b->len;
    say_result(rep);
    if (b->oom)
        return;
    result = (struct weft_buf){ 0 };
    weft_buf_add(&result, b->p + from, b->len - from);
    b->len = from;
    if (used + 2 + (int)result.len > rep->width) {
        weft_buf_addc(b, '\n');
        used = 0;
    }
    for (; used + (int)result.len < rep->width; used++)
        weft_buf_addc(b, ' ');
    weft_buf_add(b, result.p ? result.p : "", result.len);
    weft_buf_addc(b, '\n');
    b->oom |= result.oom;
    weft_buf_release(&result);
}

static bool has_prices(const struct weft_problem *q)
{
    for (int32_t c = 0; c < q->ncopy; c++)
        if (q->copy[c].price)
            return true;
    for (int32_t r = 0; r < q->nres; r++)
        if (q->res_price[r])
            return true;
    return false;
}

/* Cents, or where it is less than 1, four places. */
static void add_cost(struct report_list *l)
{
    int64_t cost = l->rep->f->cost;
    int64_t unit = cost >= WEFT_NANO ? WEFT_NANO / 100 : WEFT_NANO / 10000;
    int64_t n = cost / unit + (cost % unit * 2 >= unit);

    weft_buf_adds(&l->word.b, "cost ");
    weft_decimal_text(&l->word.b, n, WEFT_NANO / unit);
}

static void add_count(struct report_list *l, int64_t n, const char *one,
                      const char *separator)
{
    weft_buf_addf(&l->word.b, "%lld %s%s", (long long)n, one,
                  n == 1 ? "" : "s");
    report_list_add(l, separator);
}

static void add_nodes(struct report_list *l, const char *dot)
{
    const struct weft_problem *q = l->rep->w.q;

    if (q->no_nodes) {
        weft_buf_adds(&l->word.b, "no nodes: planned without capacities");
        report_list_add(l, dot);
        return;
    }
    weft_buf_addf(&l->word.b, "%d node%s", (int)q->ncopy,
                  q->ncopy == 1 ? "" : "s");
    if (l->rep->f && l->rep->f->nodes_used < q->ncopy)
        weft_buf_addf(&l->word.b, " (%d used)", (int)l->rep->f->nodes_used);
    report_list_add(l, ", ");
}

static void add_engines(struct report_list *l, const char *dot)
{
    const struct weft_result *r = l->rep->r;

    if (!r->engine)
        return;
    weft_buf_addf(&l->word.b, "plan by %s", r->engine);
    if (r->bound_engine && strcmp(r->bound_engine, r->engine) != 0)
        weft_buf_addf(&l->word.b, ", bound by %s", r->bound_engine);
    report_list_add(l, dot);
}

static void put_summary(struct report *rep)
{
    const char *dot = rep->w.ascii ? " - " : " \u00b7 ";
    struct report_list l = report_list_begin(rep, "", 0);

    if (rep->file && *weft_plan_name(rep->w.p)) {
        words_name(&l.word, rep->file);
        report_list_add(&l, "");
    }
    add_count(&l, rep->w.q->ntask, "task", dot);
    add_count(&l, rep->w.q->graph.m, "link", ", ");
    add_nodes(&l, dot);
    if (rep->f) {
        if (has_prices(rep->w.q)) {
            add_cost(&l);
            report_list_add(&l, dot);
        }
        add_engines(&l, dot);
    }
    report_list_end(&l);
}

/* --- budgets ------------------------------------------------------------- */

static void put_budgets(struct report *rep)
{
    const struct weft_problem *q = rep->w.q;

    for (int32_t r = 0; r < q->nbudget; r++) {
        int64_t spent = 0;

        for (int32_t i = 0; i < q->ntask; i++) {
            const struct weft_option *o = &q->option[rep->s->opt[i]];

            for (int32_t k = o->spend_begin; k < o->spend_begin + o->nspend;
                 k++)
                if (q->spend[k].cell == r)
                    spent += q->spend[k].qty; /* within the budget */
        }
        say(rep, r ? "" : "\n");
        say(rep, "budget of ");
        words_res(&rep->w, q->budget[r].res);
        say(rep, ": ");
        words_quantity(&rep->w, spent);
        say(rep, " of ");
        words_quantity(&rep->w, q->budget[r].cap);
        say(rep, " used\n");
    }
}

/* --- all of it ----------------------------------------------------------- */

static bool put_all(struct report *rep)
{
    put_title(rep);
    put_summary(rep);
    if (!rep->f) {
        if (rep->r->reason[0]) {
            say(rep, "\n");
            words_name(&rep->w, rep->r->reason);
            say(rep, "\n");
        }
        return true;
    }
    say(rep, "\n");
    report_order(rep);
    report_critical(rep);
    if (!rep->w.q->no_nodes && !report_placement(rep))
        return false;
    say(rep, "\n");
    if (!report_chart(rep))
        return false;
    put_budgets(rep);
    return true;
}

char *weft_report_text(const struct weft_plan *p, const struct weft_problem *q,
                       const struct weft_result *r, const struct weft_facts *f,
                       const struct weft_report_opts *o)
{
    struct report rep = { .w = { .p = p, .q = q, .ascii = o->ascii },
                          .r = r,
                          .s = &r->schedule,
                          .f = f,
                          .file = o->file };

    rep.width = o->width <= 0          ? WIDTH_DEFAULT
                : o->width < WIDTH_MIN ? WIDTH_MIN
                                       : o->width;
    if (!put_all(&rep)) {
        weft_buf_release(&rep.w.b);
        return NULL;
    }
    return weft_buf_take(&rep.w.b);
}
