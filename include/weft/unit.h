/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weft/unit.h - the unit that bare numbers of time count in. */
#ifndef WEFT_UNIT_H_
#define WEFT_UNIT_H_

enum weft_unit {
    WEFT_UNIT_MS,
    WEFT_UNIT_S,
    WEFT_UNIT_MIN,
    WEFT_UNIT_H,
    WEFT_UNIT_D,
    WEFT_UNIT_NONE
};

#endif
