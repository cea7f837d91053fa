/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui/track_make.h - inside ui/track.h: the rows by stage and by node.
 *
 * Both fill *t (zeroed), all but what it was made from. False: no memory, or
 * there is nothing to make them from; *t is to be released then. */
#ifndef UI_TRACK_MAKE_H
#define UI_TRACK_MAKE_H

#include "ui/ui.h"

bool ui_tracks_make_stages(struct ui_tracks *t, const struct ui_state *s,
                           struct ui_model *m);
bool ui_tracks_make_nodes(struct ui_tracks *t, const struct ui_model *m);

/* The most of n tasks that run at a time; room is for 2 n numbers. */
int32_t ui_tracks_peak(const struct ui_model *m, const int32_t *task, int32_t n,
                       int64_t *room);

#endif
