/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/decimal.h"
#include "cli/json_out.h"
#include "cli/race.h"

static const char *status_name(const struct race_row *r)
{
    static const char *const name[] = {
        [WEFT_UNKNOWN] = "unknown",
        [WEFT_FEASIBLE] = "feasible",
        [WEFT_OPTIMAL] = "optimal",
        [WEFT_INFEASIBLE] = "infeasible",
    };

    return r->stage == RACE_REFUSED ? "refused" : name[r->status];
}

static void add_time(struct weft_buf *b, const struct race_view *v,
                     int64_t ticks)
{
    weft_time_number(b, ticks * v->tick, weft_plan_unit(v->plan));
}

/* Seconds. */
static void add_ms(struct weft_buf *b, const char *key, int64_t ms)
{
    weft_buf_addf(b, ", \"%s\": ", key);
    weft_decimal_text(b, ms, 1000);
}

static void add_plans(struct weft_buf *b, const struct race_view *v,
                      const struct race_row *r)
{
    add_ms(b, "first_after", r->point[0].at);
    add_ms(b, "best_after", r->point[r->npoint - 1].at);
    weft_buf_adds(b, ",\n     \"plans\": [");
    for (int k = 0; k < r->npoint; k++) {
        weft_buf_adds(b, k ? ", [" : "[");
        weft_decimal_text(b, r->point[k].at, 1000);
        weft_buf_adds(b, ", ");
        add_time(b, v, r->point[k].makespan);
        weft_buf_addc(b, ']');
    }
    weft_buf_addc(b, ']');
}

static void add_row(struct weft_buf *b, const struct race_view *v,
                    const struct race_row *r)
{
    weft_buf_adds(b, "    {");
    cli_json_member(b, false, "engine", r->engine);
    cli_json_member(b, true, "status", status_name(r));
    if (r->npoint) {
        weft_buf_adds(b, ", \"makespan\": ");
        add_time(b, v, r->makespan);
    }
    if (r->bound_engine) {
        weft_buf_adds(b, ", \"bound\": ");
        add_time(b, v, r->bound);
        cli_json_member(b, true, "bound_by", r->bound_engine);
    }
    if (r->npoint) {
        weft_buf_adds(b, ", \"cost\": ");
        weft_decimal_text(b, r->cost, WEFT_NANO);
    }
    add_ms(b, "seconds", r->ran);
    if (r->npoint)
        add_plans(b, v, r);
    if (r->text[0])
        cli_json_member(b, true, "reason", r->text);
    weft_buf_addc(b, '}');
}

char *cli_race_json(const struct race_view *v)
{
    static const char *const unit[] = {
        [WEFT_UNIT_MS] = "ms", [WEFT_UNIT_S] = "s", [WEFT_UNIT_MIN] = "min",
        [WEFT_UNIT_H] = "h",   [WEFT_UNIT_D] = "d", [WEFT_UNIT_NONE] = "none",
    };
    const struct race_board *board = v->board;
    struct weft_buf b = { 0 };
    int best = race_leader(board);

    weft_buf_adds(&b, "{\n  ");
    cli_json_member(&b, false, "file", v->file);
    weft_buf_adds(&b, ",\n  ");
    cli_json_member(&b, false, "time_unit", unit[weft_plan_unit(v->plan)]);
    add_ms(&b, "time", board->time);
    weft_buf_adds(&b, ", \"bound\": ");
    add_time(&b, v, board->bound);
    if (best >= 0)
        cli_json_member(&b, true, "leader", board->row[best].engine);
    weft_buf_adds(&b, ",\n  \"engines\": [\n");
    for (int k = 0; k < board->n; k++) {
        add_row(&b, v, &board->row[k]);
        weft_buf_adds(&b, k + 1 < board->n ? ",\n" : "\n");
    }
    weft_buf_adds(&b, "  ]\n}\n");
    return weft_buf_take(&b);
}
