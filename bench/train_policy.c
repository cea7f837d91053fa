/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Learn the weights that engine rl starts from.
 *
 *     bench/train_policy [--rounds N] SAMPLE...
 *
 * In each round every plan, the samples and 24 random ones, pulls the weights a
 * little towards what a short run on it learns (Nichol, Achiam, Schulman, "On
 * first-order meta-learning algorithms", 2018, section 2: Reptile). Prints the
 * table for src/engine/rl_policy.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/randplan.h"
#include "weft/engine.h"
#include "weft/io.h"

#define PLANS  24
#define EFFORT 1500
#define PULL   10 /* of the way, one part in so many */

struct trainer {
    struct weft_policy policy, learned;
    int64_t sum[2]; /* of makespans in thousandths of the bound: first, now */
};

static void on_policy(void *ctx, const struct weft_policy *p)
{
    ((struct trainer *)ctx)->learned = *p;
}

static void train_on(struct trainer *t, const struct weft_plan *p,
                     uint64_t seed)
{
    struct weft_problem *q = NULL;
    struct weft_solve_opts o;
    struct weft_result r = { 0 };

    weft_solve_opts_init(&o);
    o.effort = EFFORT;
    o.seed = seed;
    o.policy = &t->policy;
    o.ctx = t;
    o.on_policy = on_policy;
    t->learned = t->policy;
    if (weft_problem_new(p, &q, NULL) || weft_solve(q, "rl", &o, &r, NULL))
        exit(1);
    for (int f = 0; f < WEFT_POLICY_WEIGHTS; f++)
        t->policy.weight[f] += (t->learned.weight[f] - t->policy.weight[f]) /
                               PULL;
    if (r.bound > 0)
        t->sum[1] += r.makespan * 1000 / r.bound;
    weft_result_release(&r);
    weft_problem_free(q);
}

static struct weft_plan *random_plan(uint64_t seed)
{
    struct rand_opts o = { .seed = seed,
                           .features = RAND_RESOURCES | RAND_SPEED |
                                       RAND_NETWORK | RAND_GLOBAL,
                           .tasks = 40 + (int)(seed % 3) * 20,
                           .nodes = 1 + (int)(seed % 4),
                           .links = 15,
                           .max_duration = 9,
                           .max_capacity = 4 };
    char *text = rand_plan(&o);
    struct weft_plan *p = NULL;
    struct weft_diags diags = { 0 };

    if (weft_plan_load(text, strlen(text), &p, &diags, NULL))
        exit(1);
    free(text);
    weft_diags_release(&diags);
    return p;
}

static void print_table(const struct weft_policy *p)
{
    for (int f = 0; f < WEFT_POLICY_WEIGHTS; f++)
        printf("    %lld, /* %s */\n", (long long)p->weight[f] / 1000,
               weft_policy_feature(f));
}

int main(int argc, char **argv)
{
    struct trainer t = { 0 };
    int rounds = 20, first = 1;

    if (argc > 2 && !strcmp(argv[1], "--rounds")) {
        rounds = atoi(argv[2]);
        first = 3;
    }
    weft_policy_init(&t.policy);
    for (int r = 0; r < rounds; r++) {
        t.sum[1] = 0;
        for (int a = first; a < argc; a++) {
            struct weft_plan *p = NULL;
            struct weft_diags diags = { 0 };

            if (weft_open(argv[a], NULL, &p, NULL, &diags, NULL))
                return 1;
            train_on(&t, p, (uint64_t)r);
            weft_plan_free(p);
            weft_diags_release(&diags);
        }
        for (uint64_t seed = 1; seed <= PLANS; seed++) {
            struct weft_plan *p = random_plan(seed);

            train_on(&t, p, (uint64_t)r);
            weft_plan_free(p);
        }
        fprintf(stderr, "round %d: %lld\n", r, (long long)t.sum[1]);
    }
    print_table(&t.policy);
    return 0;
}
