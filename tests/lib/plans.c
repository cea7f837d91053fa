/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tweft.h"

#include "lib/plans.h"
#include "lib/randplan.h"
#include "lib/tplan.h"

char *text_of(const struct weft_plan *p)
{
    char *text;
    size_t n;

    assert_i64(weft_plan_text(p, &text, &n, NULL), WEFT_OK);
    assert_i64(strlen(text), n);
    return text;
}

void assert_text(const struct weft_plan *p, const char *want)
{
    char *text = text_of(p);
    size_t at = 0, from;

    while (text[at] && text[at] == want[at])
        at++;
    from = at < 200 ? 0 : at - 200; /* cmocka cuts long messages */
    if (strcmp(text, want) != 0)
        fail_msg("other text from byte %zu\n--- want\n%.300s\n--- got\n%.300s",
                 at, want + from, text + from);
    free(text);
}

/* --- meaning ------------------------------------------------------------- */

static void same_amounts(const struct weft_amount *a, int32_t na,
                         const struct weft_amount *b, int32_t nb)
{
    assert_i64(na, nb);
    for (int32_t i = 0; i < na; i++) {
        assert_i64(a[i].res, b[i].res);
        assert_i64(a[i].qty, b[i].qty);
    }
}

static void same_refs(const struct weft_node_ref *a, int32_t na,
                      const struct weft_node_ref *b, int32_t nb)
{
    assert_i64(na, nb);
    for (int32_t i = 0; i < na; i++) {
        assert_i64(a[i].node, b[i].node);
        assert_i64(a[i].copy, b[i].copy);
    }
}

static void same_labels(const struct weft_label *a, int32_t na,
                        const struct weft_label *b, int32_t nb)
{
    assert_i64(na, nb);
    for (int32_t i = 0; i < na; i++) {
        assert_string_equal(a[i].key, b[i].key);
        assert_string_equal(a[i].value, b[i].value);
    }
}

static void same_modes(const struct weft_task *a, const struct weft_task *b)
{
    assert_i64(a->nmode, b->nmode);
    for (int32_t i = 0; i < a->nmode; i++) {
        const struct weft_mode *x = &a->mode[i], *y = &b->mode[i];

        assert_string_equal(x->name, y->name);
        assert_i64(x->duration, y->duration);
        same_amounts(x->demand, x->ndemand, y->demand, y->ndemand);
        assert_i64(x->has_nodes, y->has_nodes);
        same_refs(x->node, x->nnode, y->node, y->nnode);
    }
}

static void same_task(const struct weft_task *a, const struct weft_task *b)
{
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->name, b->name);
    assert_i64(a->duration, b->duration);
    same_amounts(a->demand, a->ndemand, b->demand, b->ndemand);
    assert_i64(a->nafter, b->nafter);
    for (int32_t i = 0; i < a->nafter; i++) {
        assert_i64(a->after[i].task, b->after[i].task);
        assert_i64(a->after[i].lag, b->after[i].lag);
        assert_i64(a->after[i].data, b->after[i].data);
    }
    assert_i64(a->has_nodes, b->has_nodes);
    same_refs(a->node, a->nnode, b->node, b->nnode);
    same_labels(a->where, a->nwhere, b->where, b->nwhere);
    assert_i64(a->non, b->non);
    for (int32_t i = 0; i < a->non; i++) {
        same_refs(&a->on[i].at, 1, &b->on[i].at, 1);
        assert_i64(a->on[i].duration, b->on[i].duration);
    }
    same_modes(a, b);
    same_refs(&a->pin, 1, &b->pin, 1);
    assert_i64(a->has_pin_start, b->has_pin_start);
    assert_i64(a->has_deadline, b->has_deadline);
    assert_i64(a->hold_plan, b->hold_plan);
    assert_i64(a->pin_start, b->pin_start);
    assert_i64(a->release, b->release);
    assert_i64(a->deadline, b->deadline);
    assert_i64(a->priority, b->priority);
    assert_string_equal(a->command, b->command);
    assert_string_equal(a->image, b->image);
}

static void same_node(const struct weft_node *a, const struct weft_node *b)
{
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->name, b->name);
    assert_i64(a->count, b->count);
    same_amounts(a->capacity, a->ncapacity, b->capacity, b->ncapacity);
    assert_i64(a->speed, b->speed);
    assert_i64(a->price, b->price);
    assert_i64(a->billing, b->billing);
    same_labels(a->label, a->nlabel, b->label, b->nlabel);
    assert_i64(a->ndown, b->ndown);
    for (int32_t i = 0; i < a->ndown; i++) {
        assert_i64(a->down[i].from, b->down[i].from);
        assert_i64(a->down[i].to, b->down[i].to);
    }
}

static void same_res(const struct weft_resource *a,
                     const struct weft_resource *b)
{
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->unit, b->unit);
    assert_i64(a->declared, b->declared);
    assert_i64(a->global, b->global);
    assert_i64(a->consumable, b->consumable);
    assert_i64(a->capacity, b->capacity);
    assert_i64(a->price, b->price);
}

static void same_head(const struct weft_plan *p, const struct weft_plan *q)
{
    assert_string_equal(weft_plan_name(p), weft_plan_name(q));
    assert_i64(weft_plan_unit(p), weft_plan_unit(q));
    assert_i64(weft_plan_has_network(p), weft_plan_has_network(q));
    assert_i64(weft_plan_latency(p), weft_plan_latency(q));
    assert_i64(weft_plan_bandwidth(p), weft_plan_bandwidth(q));
    assert_i64(weft_plan_nscenario(p), weft_plan_nscenario(q));
    for (int32_t i = 0; i < weft_plan_nscenario(p); i++)
        assert_string_equal(weft_plan_scenario_name(p, i),
                            weft_plan_scenario_name(q, i));
}

void assert_same_meaning(const struct weft_plan *p, const struct weft_plan *q)
{
    same_head(p, q);
    assert_i64(weft_plan_nres(p), weft_plan_nres(q));
    for (int32_t i = 0; i < weft_plan_nres(p); i++) {
        const struct weft_resource *r = weft_plan_res(p, i);

        same_res(r, weft_plan_res(q, i));
        assert_i64(weft_plan_find_res(p, r->id), i);
    }
    assert_i64(weft_plan_nnode(p), weft_plan_nnode(q));
    for (int32_t i = 0; i < weft_plan_nnode(p); i++) {
        const struct weft_node *n = weft_plan_node(p, i);

        same_node(n, weft_plan_node(q, i));
        assert_i64(weft_plan_find_node(p, n->id), i);
    }
    assert_i64(weft_plan_ntask(p), weft_plan_ntask(q));
    for (int32_t i = 0; i < weft_plan_ntask(p); i++) {
        const struct weft_task *t = weft_plan_task(p, i);

        same_task(t, weft_plan_task(q, i));
        assert_i64(weft_plan_find_task(p, t->id), i);
    }
}

void assert_meaning_is_that_of_text(const struct weft_plan *p)
{
    char *text = text_of(p);
    struct weft_plan *q = plan_of_json(text);

    assert_same_meaning(p, q);
    weft_plan_free(q);
    free(text);
}

/* --- white space --------------------------------------------------------- */

struct styler {
    char *out;
    size_t n;
    int style, depth;
    uint64_t seed;
};

static void put(struct styler *s, char c)
{
    s->out[s->n++] = c;
}

static void put_random(struct styler *s)
{
    for (int i = rand_below(&s->seed, 3); i > 0; i--)
        put(s, " \t\n\r "[rand_below(&s->seed, 5)]);
}

static void put_line(struct styler *s)
{
    if (s->style == 3)
        put_random(s);
    if (s->style != 2)
        return;
    put(s, '\n');
    for (int i = 0; i < 2 * s->depth; i++)
        put(s, ' ');
}

static void put_gap(struct styler *s)
{
    if (s->style == 3)
        put_random(s);
    else if (s->style > 0)
        put(s, ' ');
}

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *after_white(const char *c)
{
    while (is_white(*c))
        c++;
    return c;
}

/* Copies the string at *c; *c goes behind it. */
static void put_string(struct styler *s, const char **c)
{
    do {
        if (**c == '\\')
            put(s, *(*c)++);
        put(s, *(*c)++);
    } while (**c != '"');
    put(s, *(*c)++);
}

static void put_structure(struct styler *s, const char **c)
{
    char now = *(*c)++;
    char next = *after_white(*c);

    if (now == '}' || now == ']') {
        s->depth--;
        put_line(s);
    }
    put(s, now);
    if ((now == '{' || now == '[') && (next == '}' || next == ']')) {
        *c = after_white(*c) + 1;
        put(s, next);
    } else if (now == '{' || now == '[') {
        s->depth++;
        put_line(s);
    } else if (now == ':') {
        put_gap(s);
    } else if (now == ',') {
        if (s->style == 2)
            put_line(s);
        else
            put_gap(s);
    }
}

char *restyled(const char *json, int style, uint64_t seed)
{
    struct styler s = { .style = style, .seed = seed };
    const char *c = json;

    s.out = malloc(strlen(json) * 24 + 1);
    assert_non_null(s.out);
    if (style == 3)
        put_random(&s);
    for (c = after_white(c); *c; c = after_white(c)) {
        if (*c == '"')
            put_string(&s, &c);
        else if (strchr("{}[],:", *c))
            put_structure(&s, &c);
        else
            while (*c && !is_white(*c) && !strchr("{}[],:", *c))
                put(&s, *c++);
        if (style == 3)
            put_random(&s);
    }
    put(&s, '\0');
    return s.out;
}
