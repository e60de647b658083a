/*
 * What the floors share: reading hex, timing, and a program around one function.
 *
 *   PROGRAM time MS HEX   runs `work` on these bytes for so many milliseconds; prints nanoseconds per call
 *   PROGRAM judge         for every line of hex on standard input, prints what `report` says about it
 *
 * A floor includes this file and defines `prepare`, `work` and `report`. The bytes are known at run time alone, and
 * memory is made opaque between two calls, so nothing of the work can be left out or done once for all.
 */
#ifndef FLOOR_H
#define FLOOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* Small steps of straight-line code: a call would cost more than most of them do. */
#define STEP static inline __attribute__((always_inline))

#define BYTES_MAX 4096
#define LINE_MAX_CHARACTERS (2 * BYTES_MAX + 2)
#define CALLS_BETWEEN_CLOCKS 2000
#define TRIES 5

/* Takes the bytes that the next calls of `work` are about; they stay where they are. Not timed. */
static void prepare(const uint8_t *bytes, size_t length);
/* The work that is timed: its status, always the same for the same bytes. */
static int work(void);
/* Prints one line about the result of the last `work`. */
static void report(int status);

/* A copy of its own length, so that a tool which guards the heap sees every read behind its end. */
static uint8_t *from_hex(const char *hex, size_t *length) {
  size_t digits = strspn(hex, "0123456789ABCDEFabcdef");
  uint8_t *bytes = malloc(digits / 2 + (digits == 0));
  if (bytes == NULL) exit(2);
  for (size_t i = 0; i < digits / 2; i++) {
    char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
    bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
  *length = digits / 2;
  return bytes;
}

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double time_for(double ms) {
  long calls = 0;
  int first = work(), different = 0;
  double began = now_ns(), spent;
  do {
    for (int i = 0; i < CALLS_BETWEEN_CLOCKS; i++) {
      different |= work() ^ first;
      __asm__ volatile("" : : : "memory");
    }
    calls += CALLS_BETWEEN_CLOCKS;
    spent = now_ns() - began;
  } while (spent < ms * 1e6);
  if (different != 0) {
    fprintf(stderr, "two results for the same bytes\n");
    exit(1);
  }
  return spent / (double)calls;
}

/* How often the system has given the processor to someone else. */
static long interruptions(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_nivcsw;
}

/* The first slice without an interruption, or the best of a few. */
static double undisturbed(double ms) {
  double least = 0;
  for (int tries = 0; tries < TRIES; tries++) {
    long before = interruptions();
    double ns = time_for(ms);
    if (interruptions() == before) return ns;
    if (tries == 0 || ns < least) least = ns;
  }
  return least;
}

int main(int count, char **arguments) {
  size_t length;
  if (count == 4 && strcmp(arguments[1], "time") == 0) {
    double ms = strtod(arguments[2], NULL);
    uint8_t *bytes = from_hex(arguments[3], &length);
    prepare(bytes, length);
    time_for(ms / 2);
    printf("%.3f\n", undisturbed(ms));
    free(bytes);
    return 0;
  }
  if (count == 2 && strcmp(arguments[1], "judge") == 0) {
    static char line[LINE_MAX_CHARACTERS];
    while (fgets(line, sizeof line, stdin) != NULL) {
      uint8_t *bytes = from_hex(line, &length);
      prepare(bytes, length);
      report(work());
      free(bytes);
    }
    return 0;
  }
  fprintf(stderr, "usage: PROGRAM time MS HEX | judge\n");
  return 2;
}

#endif
