/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine/cp.h - the exact engine, for the registry and the portfolio. */
#ifndef WEFT_ENGINE_CP_H
#define WEFT_ENGINE_CP_H

#include "engine/member.h"

extern const struct weft_engine weft_engine_cp;
extern const struct weft_member weft_member_cp;

#endif
