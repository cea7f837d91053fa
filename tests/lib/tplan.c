/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/tplan.h"

#include "lib/tweft.h"

struct weft_plan *plan_of_json(const char *json)
{
    struct weft_diags diags = { 0 };
    struct weft_err err;
    struct weft_plan *p = NULL;

    if (weft_plan_load(json, strlen(json), &p, &diags, &err))
        fail_msg("%s: %s\n%s", diags.n ? diags.v[0].pointer : "?",
                 diags.n ? diags.v[0].msg : err.msg, json);
    weft_diags_release(&diags);
    return p;
}

struct weft_plan *plan_of(const char *quoted)
{
    char *json = strdup(quoted);
    struct weft_plan *p;

    assert_non_null(json);
    for (char *c = json; *c; c++)
        if (*c == '\'')
            *c = '"';
    p = plan_of_json(json);
    free(json);
    return p;
}

struct weft_plan *plan_of_sample(const char *name)
{
    static char text[1 << 20];
    char path[512];
    size_t n;
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s.json", getenv("SAMPLES_DIR"), name);
    f = fopen(path, "r");
    if (!f)
        fail_msg("no sample %s", path);
    n = fread(text, 1, sizeof(text) - 1, f);
    fclose(f);
    text[n] = '\0';
    return plan_of_json(text);
}

struct weft_plan *plan_of_rand(const struct rand_opts *o)
{
    char *json = rand_plan(o);
    struct weft_plan *p = plan_of_json(json);

    free(json);
    return p;
}

struct weft_problem *problem_of(const struct weft_plan *p)
{
    struct weft_problem *q = NULL;
    struct weft_err err;

    if (weft_problem_new(p, &q, &err))
        fail_msg("%s", err.msg);
    return q;
}
