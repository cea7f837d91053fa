/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/list.h - the engines of list.c and auto.c, for the registry. */
#ifndef WEFT_ENGINE_LIST_H
#define WEFT_ENGINE_LIST_H

#include "weft/engine.h"

extern const struct weft_engine weft_engine_list;
extern const struct weft_engine weft_engine_greedy;
extern const struct weft_engine weft_engine_heft;
extern const struct weft_engine weft_engine_auto;

#endif
