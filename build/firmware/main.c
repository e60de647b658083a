/*
 * The core without JavaScript: feeds the events of a trace to the translated core and compares every byte of its commands.
 *
 *   tillcore-native TRACE [ROUNDS]
 *
 * With ROUNDS it then feeds the trace so many times more, compares nothing, and says how long an event took.
 *
 * A trace is a list of: event u32, input_length u32, output_length u32 (little-endian), the input (header and payload),
 * the output expected. The terminal is booted once, before the first event.
 *
 * Exit 0 when all are equal, 1 when one differs, 2 when the trace cannot be read, 3 when the core traps.
 */
#include "core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* IN_HEADER of assembly/abi.ts: `step` is told the length of the payload alone. */
#define IN_HEADER 24
#define EXCHANGE_BYTES_MAX 65536

typedef struct {
  uint32_t event;
  uint32_t input_length;
  uint32_t output_length;
} head_t;

static _Noreturn void unreadable(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(2);
}

static uint32_t read_u32(const uint8_t *at) {
  return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* False at the clean end of the trace. */
static bool read_head(FILE *trace, head_t *head) {
  uint8_t bytes[12];
  size_t got = fread(bytes, 1, sizeof bytes, trace);
  if (got == 0 && feof(trace)) return false;
  if (got != sizeof bytes) unreadable("the trace ends inside an event");
  head->event = read_u32(bytes);
  head->input_length = read_u32(bytes + 4);
  head->output_length = read_u32(bytes + 8);
  if (head->input_length < IN_HEADER || head->input_length > EXCHANGE_BYTES_MAX) unreadable("impossible input length");
  if (head->output_length > EXCHANGE_BYTES_MAX) unreadable("impossible output length");
  return true;
}

static void read_bytes(FILE *trace, uint8_t *to, uint32_t length) {
  if (fread(to, 1, length, trace) != length) unreadable("the trace ends inside an event");
}

/* Index of the first byte that differs, or -1. */
static long first_difference(const uint8_t *expected, uint32_t expected_length, const uint8_t *actual, uint32_t length) {
  uint32_t shorter = expected_length < length ? expected_length : length;
  for (uint32_t i = 0; i < shorter; i++)
    if (expected[i] != actual[i]) return (long)i;
  return expected_length == length ? -1 : (long)shorter;
}

/* Where `length` bytes of the core's memory lie. */
static uint8_t *memory_at(w2c_core *core, uint32_t address, uint32_t length) {
  wasm_rt_memory_t *memory = w2c_core_memory(core);
  if ((uint64_t)address + length > memory->size) unreadable("an event does not fit the core's memory");
  return memory->data + address;
}

/* The terminal's life again and again: nanoseconds per event. The trace has been read to its end before. */
static double time_rounds(FILE *trace, w2c_core *core, unsigned long rounds) {
  uint32_t input = w2c_core_input(core), terminal = w2c_core_terminals(core);
  static uint8_t skipped[EXCHANGE_BYTES_MAX];
  unsigned long events = 0;
  double spent_ns = 0;
  for (unsigned long round = 0; round < rounds; round++) {
    rewind(trace);
    w2c_core_boot(core, terminal);
    for (head_t head; read_head(trace, &head); events++) {
      struct timespec begun, ended;
      read_bytes(trace, memory_at(core, input, head.input_length), head.input_length);
      read_bytes(trace, skipped, head.output_length);
      clock_gettime(CLOCK_MONOTONIC, &begun);
      w2c_core_step(core, terminal, head.event, head.input_length - IN_HEADER);
      clock_gettime(CLOCK_MONOTONIC, &ended);
      spent_ns += (ended.tv_sec - begun.tv_sec) * 1e9 + (double)(ended.tv_nsec - begun.tv_nsec);
    }
  }
  return events == 0 ? 0 : spent_ns / (double)events;
}

int main(int argc, char **argv) {
  if (argc < 2 || argc > 3) unreadable("usage: tillcore-native TRACE [ROUNDS]");
  FILE *trace = fopen(argv[1], "rb");
  if (trace == NULL) unreadable("the trace cannot be opened");

  w2c_core core;
  wasm2c_core_instantiate(&core);
  uint32_t input = w2c_core_input(&core);
  uint32_t output = w2c_core_output(&core);
  uint32_t terminal = w2c_core_terminals(&core);
  w2c_core_boot(&core, terminal);

  static uint8_t expected[EXCHANGE_BYTES_MAX];
  unsigned long events = 0, bytes = 0;
  for (head_t head; read_head(trace, &head); events++) {
    read_bytes(trace, memory_at(&core, input, head.input_length), head.input_length);
    read_bytes(trace, expected, head.output_length);
    uint32_t length = w2c_core_step(&core, terminal, head.event, head.input_length - IN_HEADER);
    long at = first_difference(expected, head.output_length, memory_at(&core, output, length), length);
    if (at >= 0) {
      printf("event %lu (code %u) differs at byte %ld: %u bytes expected, %u given\n", events, (unsigned)head.event, at,
             (unsigned)head.output_length, (unsigned)length);
      return 1;
    }
    bytes += length;
  }
  printf("%lu events, %lu command bytes, all equal\n", events, bytes);
  if (argc == 3) printf("%.0f ns an event\n", time_rounds(trace, &core, strtoul(argv[2], NULL, 10)));
  fclose(trace);
  return 0;
}
