/*
 * wasm-rt.h on a desktop. The memory is one static page, as on a device; a trap ends the process with code 3.
 */
#include "wasm-rt.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_BYTES 65536

static uint8_t page[PAGE_BYTES];

bool wasm_rt_is_initialized(void) { return true; }

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t initial_pages, uint64_t max_pages, bool is64,
                             uint32_t page_size) {
  (void)max_pages;
  (void)is64;
  if (initial_pages != 1 || page_size != PAGE_BYTES) {
    fprintf(stderr, "the core asks for %llu pages, a device has one\n", (unsigned long long)initial_pages);
    exit(2);
  }
  memory->data = page;
  memory->pages = 1;
  memory->max_pages = 1;
  memory->size = PAGE_BYTES;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { memory->data = NULL; }

_Noreturn void wasm_rt_trap(wasm_rt_trap_t trap) {
  fprintf(stderr, "trap %d\n", (int)trap);
  exit(3);
}
