/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "engine/share.h"

/* Engines keep what grows with a problem on the heap. */
#define STACK ((size_t)1 << 20)

struct hand {
    pthread_t thread;
    bool started;
    struct weft_solve_opts o; /* no host but its clock */
    struct host_clock {
        const struct weft_solve_opts *o;
        struct weft_share *share;
    } host;
    struct weft_run run;
    struct weft_lane lane;
};

struct weft_crew {
    struct weft_run *run; /* of the caller */
    struct weft_share *share;
    struct hand *hand;
    int n;
};

static double hand_now(void *ctx)
{
    const struct host_clock *h = ctx;

    return h->o->now(h->o->ctx);
}

static bool hand_stop(void *ctx)
{
    return weft_share_is_stopped(((struct host_clock *)ctx)->share);
}

static void *hand_main(void *arg)
{
    struct hand *h = arg;

    weft_lane_run(&h->lane, INT64_MAX);
    return NULL;
}

/* Not yet running: that the caller still has to itself. */
static bool prepare(struct weft_crew *c, struct hand *h, int k)
{
    const struct weft_solve_opts *o = c->run->o;

    h->host = (struct host_clock){ o, c->share };
    h->o = *o;
    h->o.seed = o->seed + (uint64_t)k * 0x9e3779b97f4a7c15u;
    h->o.memory = o->memory / (size_t)(c->n + 1);
    h->o.threads = 1;
    h->o.ctx = &h->host;
    h->o.now = o->now ? hand_now : NULL;
    h->o.stop = hand_stop;
    h->o.on_plan = NULL;
    h->o.on_bound = NULL;
    if (weft_run_init(&h->run, c->run->q, &h->o, NULL))
        return false;
    h->run.end = c->run->end;
    h->run.share = c->share;
    h->lane.run = &h->run;
    weft_share_sync(c->share, &h->run);
    return true;
}

static void start(struct hand *h)
{
    pthread_attr_t a;

    if (pthread_attr_init(&a))
        return;
    pthread_attr_setstacksize(&a, STACK);
    h->started = !pthread_create(&h->thread, &a, hand_main, h);
    pthread_attr_destroy(&a);
}

void weft_crew_start(struct weft_crew **out, struct weft_run *run, int n,
                     void (*seat)(struct weft_lane *l, int k))
{
    struct weft_crew *c = calloc(1, sizeof(*c));

    *out = NULL;
    if (!c)
        return;
    c->run = run;
    c->hand = calloc((size_t)n, sizeof(*c->hand));
    if (!c->hand || weft_share_new(&c->share, run->q, NULL)) {
        free(c->hand);
        free(c);
        return;
    }
    c->n = n;
    run->share = c->share;
    weft_share_sync(c->share, run);
    for (int k = 0; k < n; k++) {
        struct hand *h = &c->hand[k];

        if (!prepare(c, h, k + 1))
            break;
        seat(&h->lane, k + 1);
        start(h);
    }
    *out = c;
}

void weft_crew_end(struct weft_crew *c)
{
    if (!c)
        return;
    weft_share_stop(c->share);
    for (int k = 0; k < c->n; k++) {
        struct hand *h = &c->hand[k];

        if (h->started)
            pthread_join(h->thread, NULL);
        weft_lane_release(&h->lane);
        weft_run_release(&h->run);
    }
    weft_share_sync(c->share, c->run);
    c->run->share = NULL;
    weft_share_free(c->share);
    free(c->hand);
    free(c);
}
