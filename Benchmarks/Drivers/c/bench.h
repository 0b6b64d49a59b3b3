/* What the C drivers share: the protocol of Benchmarks/README.md, and the clock.
 *
 * A work prepares `count` operations, and then runs them between bench_start and bench_stop. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

struct bench_work {
    const char *name;
    void (*run)(unsigned long count);
};

enum { BENCH_MESSAGE = 48, BENCH_SKIPPED = 1000 };

/* The plaintext of every message: as long as the key and the tag that OMEMO 2 sends through the ratchet. */
extern unsigned char bench_message[BENCH_MESSAGE];

void bench_start(void);
void bench_stop(unsigned long operations);

/* In place of both: an answer that is no time. */
void bench_number(double value);

/* Ends the process when something that cannot fail has failed. */
void bench_check(int holds, const char *what);

/* The most memory that the process has had, in bytes. */
double bench_peak_memory(void);

/* Answers the lines of standard input until there are no more. The list ends with a null name. */
int bench_main(const struct bench_work *works);

#endif
