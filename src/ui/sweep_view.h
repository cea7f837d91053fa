/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/sweep_view.h - drawing a sweep that is open. */
#ifndef UI_SWEEP_VIEW_H
#define UI_SWEEP_VIEW_H

#include "ui/view.h"
#include "weft/whatif.h"

/* "gpu-a gpu", "cpu" of a node with one resource, "copies of n1". */
void ui_knob_name(char *out, size_t size, const struct weft_plan *p,
                  const struct weft_knob *k);
void ui_view_sweep(const struct ui_draw *d);

#endif
