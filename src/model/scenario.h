/* SPDX-License-Identifier: GPL-3.0-or-later */
/* model/scenario.h - the "scenarios" member, taken apart. */
#ifndef WEFT_MODEL_SCENARIO_H
#define WEFT_MODEL_SCENARIO_H

#include "model/plan_int.h"

struct weft_scenario {
    int32_t edits;  /* the list, in j.v; WEFT_NONE if absent */
    int32_t parent; /* index of the scenario it builds on; WEFT_NONE */
};

struct weft_scenarios { /* zero-initialise; weft_scenarios_release() */
    struct weft_json j; /* of the member's value, which must stay */
    struct weft_scenario *v;
    int32_t n;
};

/* Read the member of a valid plan; n == 0 if there is none. */
enum weft_rc weft_scenarios_read(const struct weft_plan *p,
                                 struct weft_scenarios *out);
void weft_scenarios_release(struct weft_scenarios *s);

#endif
