/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/lib/oom.h - make the k-th allocation fail.
 *
 * Link the test with $(LDFLAGS_OOM). Torture test:
 *
 *     for (long k = 1;; k++) {
 *         oom_at(k);
 *         rc = work();
 *         if (!oom_stop())
 *             break; // ran through: every allocation has failed once
 *         // assert that rc says so and that nothing is lost
 *     }
 */
#ifndef OOM_H
#define OOM_H

#include <stdbool.h>

/* The k-th allocation from now on fails, 1 being the next; once. */
void oom_at(long k);
/* Let all succeed again. True if the failure has happened. */
bool oom_stop(void);

#endif
