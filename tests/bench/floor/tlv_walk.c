/*
 * The floor of walking BER-TLV: every object of nested data, depth first, in search of a tag.
 *
 * The checks are those of EMV's rules (EMV Book 3, Annex B): 00 between objects carries no meaning, tags of at most four
 * bytes, definite lengths in at most four bytes, no object beyond the one that holds it, nesting to a fixed depth.
 *
 * What `prepare` takes: the tag as four bytes, then the objects. No object has tag 0: a search for it sees them all.
 */
#include "floor.h"

enum { OK, ABSENT, TRUNCATED, TAG, LENGTH, DEPTH };

#define DEPTH_MAX 8

typedef struct {
  uint32_t tag;
  uint32_t length;
  const uint8_t *value;
} object_t;

static const uint8_t *blob;
static size_t blob_length;
static uint32_t wanted;
static object_t object;

static __attribute__((noinline)) int find(const uint8_t *at, const uint8_t *end, uint32_t tag_wanted, object_t *found) {
  const uint8_t *ends[DEPTH_MAX];
  int depth = 0;
  for (;;) {
    while (at < end && *at == 0) at++;
    if (at == end) {
      if (depth == 0) return ABSENT;
      end = ends[--depth];
      continue;
    }

    uint8_t first = *at++;
    uint32_t tag = first;
    if ((first & 0x1f) == 0x1f) {
      uint8_t next;
      int bytes = 1;
      do {
        if (bytes == 4) return TAG;
        if (at == end) return TRUNCATED;
        next = *at++;
        if (bytes == 1 && next == 0x80) return TAG;
        tag = tag << 8 | next;
        bytes++;
      } while (next >= 0x80);
    }

    if (at == end) return TRUNCATED;
    uint32_t length = *at++;
    if (length > 0x7f) {
      uint32_t more = length & 0x7f;
      if (more == 0 || more > 4) return LENGTH;
      if ((size_t)(end - at) < more) return TRUNCATED;
      for (length = 0; more > 0; more--) length = length << 8 | *at++;
    }
    if ((size_t)(end - at) < length) return TRUNCATED;

    if (tag == tag_wanted) {
      *found = (object_t){tag, length, at};
      return OK;
    }
    if ((first & 0x20) == 0 || length == 0) {
      at += length;
    } else {
      if (depth == DEPTH_MAX - 1) return DEPTH;
      ends[depth++] = end;
      end = at + length;
    }
  }
}

static void prepare(const uint8_t *bytes, size_t length) {
  if (length < 4) exit(2);
  wanted = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
  blob = bytes + 4;
  blob_length = length - 4;
}

static int work(void) {
  return find(blob, blob + blob_length, wanted, &object);
}

/* `ok` with offset and length of the value, `absent`, or `refused` and the status. */
static void report(int status) {
  if (status == OK) printf("ok %u %u\n", (unsigned)(object.value - blob), object.length);
  else if (status == ABSENT) printf("absent\n");
  else printf("refused %d\n", status);
}
