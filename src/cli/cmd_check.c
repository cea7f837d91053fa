/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "cli/json_out.h"
#include "cli/load.h"
#include "weft/check.h"
#include "weft/problem.h"

struct finding {
    struct weft_plan *plan; /* NULL: the document is not valid */
    struct weft_stored stored;
    struct weft_diags diags;
    char reason[256]; /* why no plan is possible, as far as no search tells */
    enum cli_exit rc;
};

static size_t count_links(const struct weft_plan *p)
{
    size_t n = 0;

    for (int32_t i = 0; i < weft_plan_ntask(p); i++)
        n += (size_t)weft_plan_task(p, i)->nafter;
    return n;
}

/* --- looking ------------------------------------------------------------- */

/* A schedule that names a task or node the plan does not have was made for
 * another plan: it is wrong, and the document is still valid. */
static enum cli_exit judge_form(const struct weft_diags *diags)
{
    for (size_t i = 0; i < diags->n; i++) {
        if (!diags->v[i].warning && diags->v[i].code != WEFT_E_REF)
            return CLI_INVALID;
    }
    return CLI_NO;
}

static enum cli_exit verify(const struct cli *c, const char *file,
                            struct finding *f)
{
    struct weft_err err = { 0 };

    if (weft_stored_read(f->plan, &f->stored, &f->diags, &err))
        return f->diags.errors ? judge_form(&f->diags)
                               : cli_fail(c, file, &err);
    if (!f->stored.present)
        return CLI_DONE;
    if (weft_check_stored(f->plan, &f->stored, &f->diags, &err) &&
        !f->diags.errors)
        return cli_fail(c, file, &err);
    return f->diags.errors ? CLI_NO : CLI_DONE;
}

/* A document may be valid and still leave a task no place to run. */
static enum cli_exit foresee(const struct cli *c, const char *file,
                             struct finding *f)
{
    struct weft_problem *q = NULL;
    struct weft_err err = { 0 };

    if (weft_problem_new(f->plan, &q, &err))
        return err.code == WEFT_E_LIMIT ? CLI_DONE : cli_fail(c, file, &err);
    snprintf(f->reason, sizeof(f->reason), "%s", q->reason);
    weft_problem_free(q);
    return CLI_DONE;
}

/* --- telling ------------------------------------------------------------- */

static void add_time_text(struct weft_buf *b, const char *what, int64_t t,
                          enum weft_unit unit)
{
    if (t == WEFT_NONE)
        return;
    weft_buf_addf(b, ", %s ", what);
    weft_time_text(b, t, unit);
}

/* A schedule written by hand may say nothing but where and when. */
static void add_schedule_text(struct weft_buf *b, const struct finding *f)
{
    const struct weft_stored *s = &f->stored;

    if (!s->present) {
        weft_buf_adds(b, "no schedule");
        return;
    }
    weft_buf_addf(b, "schedule is %s", *s->status ? s->status : "valid");
    add_time_text(b, "makespan", s->makespan, weft_plan_unit(f->plan));
    add_time_text(b, "bound", s->bound, weft_plan_unit(f->plan));
}

static void add_count(struct weft_buf *b, size_t n, const char *one)
{
    weft_buf_addf(b, "%zu %s%s, ", n, one, n == 1 ? "" : "s");
}

static enum cli_exit tell_text(const struct cli *c, struct finding *f)
{
    struct weft_buf b = { 0 };

    if (f->rc)
        return f->rc;
    weft_buf_adds(&b, "ok: ");
    add_count(&b, (size_t)weft_plan_ntask(f->plan), "task");
    add_count(&b, count_links(f->plan), "link");
    add_count(&b, (size_t)weft_plan_nnode(f->plan), "node");
    add_schedule_text(&b, f);
    if (f->reason[0])
        weft_buf_addf(&b, "\nno plan is possible: %s", f->reason);
    weft_buf_addc(&b, '\n');
    return cli_print_buf(c, &b);
}

static void add_time_json(struct weft_buf *b, const char *key, int64_t t,
                          enum weft_unit unit)
{
    weft_buf_addf(b, ", \"%s\": ", key);
    if (t == WEFT_NONE)
        weft_buf_adds(b, "null");
    else
        weft_time_number(b, t, unit);
}

static void add_schedule_json(struct weft_buf *b, const struct finding *f)
{
    const struct weft_stored *s = &f->stored;

    weft_buf_adds(b, "  \"schedule\": ");
    if (!f->plan || !s->present) {
        weft_buf_adds(b, "null,\n");
        return;
    }
    weft_buf_addc(b, '{');
    cli_json_member(b, false, "status", s->status);
    cli_json_member(b, true, "engine", s->engine);
    add_time_json(b, "makespan", s->makespan, weft_plan_unit(f->plan));
    add_time_json(b, "bound", s->bound, weft_plan_unit(f->plan));
    weft_buf_adds(b, "},\n");
}

static enum cli_exit tell_json(const struct cli *c, const char *file,
                               struct finding *f)
{
    struct weft_buf b = { 0 };
    enum cli_exit rc;

    weft_buf_adds(&b, "{\n  ");
    cli_json_member(&b, false, "file", file);
    weft_buf_addf(&b, ",\n  \"ok\": %s,\n", f->rc ? "false" : "true");
    if (f->plan)
        weft_buf_addf(&b, "  \"tasks\": %d, \"links\": %zu, \"nodes\": %d,\n",
                      weft_plan_ntask(f->plan), count_links(f->plan),
                      weft_plan_nnode(f->plan));
    add_schedule_json(&b, f);
    if (f->reason[0]) {
        weft_buf_adds(&b, "  ");
        cli_json_member(&b, false, "infeasible", f->reason);
        weft_buf_adds(&b, ",\n");
    }
    weft_buf_adds(&b, "  \"faults\": ");
    cli_json_diags(&b, &f->diags, "  ");
    weft_buf_addf(&b, ",\n  \"more\": %zu\n}\n", f->diags.dropped);
    rc = cli_print_buf(c, &b);
    return rc ? rc : f->rc;
}

static enum cli_exit run(struct cli *c)
{
    const char *file = c->arg[0];
    struct finding f = { 0 };
    enum cli_exit rc;

    f.rc = cli_open_plan(c, file, NULL, &f.plan, NULL, &f.diags);
    if (!f.rc)
        f.rc = verify(c, file, &f);
    if (!f.rc)
        f.rc = foresee(c, file, &f);
    cli_say_diags(c, file, &f.diags);
    if (!c->value[CLI_JSON])
        rc = tell_text(c, &f);
    else if (f.rc <= CLI_INVALID)
        rc = tell_json(c, file, &f);
    else
        rc = f.rc;
    weft_stored_release(&f.stored);
    weft_plan_free(f.plan);
    weft_diags_release(&f.diags);
    return rc;
}

const struct cli_command cli_check = {
    .name = "check",
    .usage = "FILE",
    .summary = "validate FILE; verify the schedule stored in it",
    .about = "Validate FILE and list every fault. If a schedule is stored in "
             "it, verify that\nagainst the plan, independently of every "
             "engine.",
    .options = CLI_BIT(CLI_JSON),
    .min_arg = 1,
    .max_arg = 1,
    .run = run,
};
