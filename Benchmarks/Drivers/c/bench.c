#include "bench.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

unsigned char bench_message[BENCH_MESSAGE];

static double processor_start, wall_start;
static long allocations_start;

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* -1 unless allocations.c is preloaded. */
static long allocations(void)
{
    static long (*count)(void);
    if (count == NULL) {
        count = (long (*)(void))dlsym(RTLD_DEFAULT, "bench_allocations");
    }
    return count == NULL ? -1 : count();
}

void bench_start(void)
{
    allocations_start = allocations();
    wall_start = now(CLOCK_MONOTONIC);
    processor_start = now(CLOCK_PROCESS_CPUTIME_ID);
}

void bench_stop(unsigned long operations)
{
    double processor = now(CLOCK_PROCESS_CPUTIME_ID) - processor_start;
    double wall = now(CLOCK_MONOTONIC) - wall_start;
    long count = allocations_start < 0 ? -1 : allocations() - allocations_start;
    printf("time %lu %.0f %.0f %ld\n", operations, processor, wall, count);
}

void bench_number(double value)
{
    printf("number %.0f\n", value);
}

void bench_check(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "%s failed\n", what);
        exit(1);
    }
}

double bench_peak_memory(void)
{
    char line[256];
    double kibibytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (sscanf(line, "VmHWM: %lf", &kibibytes) == 1) {
            break;
        }
    }
    if (status != NULL) {
        fclose(status);
    }
    return kibibytes * 1024;
}

int bench_main(const struct bench_work *works)
{
    char line[256], name[64];
    unsigned long count;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "%63s %lu", name, &count) != 2) {
            return 65;
        }
        const struct bench_work *work = works;
        while (work->name != NULL && strcmp(work->name, name) != 0) {
            work++;
        }
        if (work->name == NULL) {
            puts("none");
        } else {
            work->run(count);
        }
        fflush(stdout);
    }
    return 0;
}
