/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worker/solver.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "weft/analysis.h"
#include "worker/process.h"

#define MAX_THREADS 64

struct solver {
    const struct solver_task *t;
    const struct weft_problem *problem;
    struct weft_schedule told; /* the last plan that was sent; n == 0: none */
    int64_t bound;             /* the last bound that was sent */
    struct weft_place *place;  /* room for ntask */
    struct weft_buf line;
    bool broken; /* nobody reads any more, or no memory: stop */
};

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t w = write(fd, p, n);

        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return false;
        p += w;
        n -= (size_t)w;
    }
    return true;
}

static void send_event(struct solver *s, struct message_event *m)
{
    m->generation = s->t->request->generation;
    weft_buf_clear(&s->line);
    message_write_event(&s->line, m);
    if (s->line.oom || !write_all(s->t->out, s->line.p, s->line.len))
        s->broken = true;
}

static void set_engine(struct message_event *m, const char *engine)
{
    snprintf(m->engine, sizeof(m->engine), "%s", engine ? engine : "");
}

static bool same_plan(const struct weft_schedule *a,
                      const struct weft_schedule *b)
{
    size_t n = (size_t)a->n;

    return a->n == b->n &&
           (n == 0 || (!memcmp(a->opt, b->opt, n * sizeof(*a->opt)) &&
                       !memcmp(a->start, b->start, n * sizeof(*a->start))));
}

static double now(void *ctx)
{
    struct timespec t;

    (void)ctx;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool stop(void *ctx)
{
    return ((struct solver *)ctx)->broken;
}

static void on_plan(void *ctx, const char *engine,
                    const struct weft_schedule *plan, int64_t makespan)
{
    struct solver *s = ctx;
    struct message_event m = { .kind = MESSAGE_PLAN,
                               .makespan = makespan * s->problem->tick,
                               .place = s->place,
                               .nplace = plan->n };

    if (same_plan(plan, &s->told))
        return;
    message_places(s->problem, plan, s->place);
    set_engine(&m, engine);
    send_event(s, &m);
    weft_schedule_release(&s->told); /* no copy: it is only sent again */
    if (!weft_schedule_init(&s->told, plan->n, NULL) &&
        weft_schedule_copy(&s->told, plan, NULL))
        weft_schedule_release(&s->told);
}

static void on_bound(void *ctx, const char *engine, int64_t bound)
{
    struct solver *s = ctx;
    struct message_event m = { .kind = MESSAGE_BOUND,
                               .bound = bound * s->problem->tick };

    if (bound <= s->bound)
        return;
    s->bound = bound;
    set_engine(&m, engine);
    send_event(s, &m);
}

static void on_policy(void *ctx, const struct weft_policy *p)
{
    struct message_event m = { .kind = MESSAGE_POLICY, .policy = *p };

    send_event(ctx, &m);
}

static void send_failed(struct solver *s, enum weft_rc code, const char *text)
{
    struct message_event m = { .kind = MESSAGE_FAILED, .code = code };

    snprintf(m.text, sizeof(m.text), "%s", text);
    send_event(s, &m);
}

/* A start is of use only if it is right: engines prove from it. */
static void take_start(const struct message_request *m,
                       const struct weft_plan *p, const struct weft_problem *q,
                       struct weft_schedule *out)
{
    struct weft_place *place = NULL;
    struct weft_diags diags = { 0 };

    if (!m->start || m->nstart != q->ntask ||
        weft_schedule_init(out, q->ntask, NULL))
        return;
    if (weft_places_schedule(q, m->start, (size_t)m->nstart, out, NULL) ||
        weft_schedule_places(q, out, &place, NULL) ||
        weft_check(p, place, (size_t)q->ntask, NULL, &diags, NULL))
        weft_schedule_release(out);
    weft_diags_release(&diags);
    free(place);
}

/* What the search may take comes on top of what the process has now. Threads
 * allocate from one heap: those of their own would take addresses beforehand,
 * which count. */
static void limit_memory(uint64_t bytes)
{
    unsigned long long pages = 0;
    FILE *f = bytes ? fopen("/proc/self/statm", "r") : NULL;
    struct rlimit lim;
    uint64_t most;

    if (!f)
        return;
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
#endif
    if (fscanf(f, "%llu", &pages) == 1 && pages &&
        !__builtin_add_overflow(pages * (uint64_t)sysconf(_SC_PAGESIZE), bytes,
                                &most)) {
        lim.rlim_cur = lim.rlim_max = (rlim_t)most;
        setrlimit(RLIMIT_AS, &lim);
    }
    fclose(f);
}

/* The first to go when the machine runs out of memory. */
static void volunteer_for_oom(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    write_all(fd, "1000", 4); /* a wish, no more */
    close(fd);
}

static void options(struct solver *s, const struct weft_schedule *start,
                    struct weft_solve_opts *o)
{
    const struct message_request *m = s->t->request;
    const struct weft_problem *q = s->problem;

    weft_solve_opts_init(o);
    if (m->time > 0) {
        double spent = (double)(process_now() - s->t->begin) / 1000;

        o->time = m->time - spent > 0.001 ? m->time - spent : 0.001;
    }
    o->effort = m->effort;
    o->seed = m->seed;
    o->memory = (size_t)m->memory;
    o->threads = (int)(m->threads > MAX_THREADS ? MAX_THREADS : m->threads);
    if (o->threads == 0)
        o->threads = process_processors();
    o->rule = m->rule[0] ? m->rule : NULL;
    o->policy = m->has_policy ? &m->policy : NULL;
    o->start = start->n ? start : NULL;
    o->bound = m->bound / q->tick + (m->bound % q->tick > 0);
    o->ctx = s;
    o->now = now;
    o->stop = stop;
    o->on_plan = on_plan;
    o->on_bound = on_bound;
    o->on_policy = on_policy;
}

static void solve(struct solver *s, const struct weft_schedule *start)
{
    struct weft_solve_opts o;
    struct weft_result r = { 0 };
    struct weft_err err = { 0 };
    enum weft_rc rc;

    options(s, start, &o);
    limit_memory(s->t->request->memory);
    rc = s->t->solve(s->problem, s->t->request->engine, &o, &r, &err);
    if (r.schedule.n)
        on_plan(s, r.engine, &r.schedule, r.makespan);
    if (r.bound)
        on_bound(s, r.bound_engine, r.bound);
    if (rc) {
        send_failed(s, rc, r.reason[0] ? r.reason : err.msg);
    } else {
        struct message_event m = { .kind = MESSAGE_DONE, .status = r.status };

        snprintf(m.text, sizeof(m.text), "%s", r.reason);
        send_event(s, &m);
    }
    weft_result_release(&r);
}

bool solver_run(const struct solver_task *t)
{
    struct solver s = { .t = t };
    struct weft_plan *p = NULL;
    struct weft_problem *q = NULL;
    struct weft_schedule start = { 0 };
    struct weft_diags diags = { 0 };
    struct weft_err err = { 0 };
    enum weft_rc rc;

    volunteer_for_oom();
    rc = weft_plan_load(t->doc, t->len, &p, &diags, &err);
    if (rc && diags.n)
        send_failed(&s, rc, diags.v[0].msg);
    else if (rc)
        send_failed(&s, rc, err.msg);
    if (rc)
        goto out;
    rc = weft_problem_new(p, &q, &err);
    if (!rc) {
        s.problem = q;
        s.place = malloc(((size_t)q->ntask + 1) * sizeof(*s.place));
        if (!s.place)
            rc = weft_err_set(&err, WEFT_E_NOMEM, "", "out of memory");
    }
    if (rc) {
        send_failed(&s, rc, err.msg);
        goto out;
    }
    take_start(t->request, p, q, &start);
    solve(&s, &start);
out:
    weft_schedule_release(&start);
    weft_schedule_release(&s.told);
    weft_buf_release(&s.line);
    free(s.place);
    weft_diags_release(&diags);
    weft_problem_free(q);
    weft_plan_free(p);
    return !s.broken;
}
