/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/ilp.h - the engine `ilp`, for the registry. */
#ifndef WEFT_ENGINE_ILP_H
#define WEFT_ENGINE_ILP_H

#include "weft/engine.h"

extern const struct weft_engine weft_engine_ilp;

#endif
