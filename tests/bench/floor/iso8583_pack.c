/*
 * The floor of ISO 8583 packing: one message, field after field, from prepared values.
 *
 * A value is prepared as characters, one a byte (digits, letters, `=` in track data), binary ones as bytes; which field
 * it is, where it lies and how long it is are known before. The checks are those of a strict packer: every length against
 * the field's, every digit and character, room for every field.
 *
 * What `prepare` takes: records of field u16, length u16 (little-endian) and characters; field 0 is the message type.
 */
#include "iso8583.h"

typedef struct {
  const uint8_t *at;
  size_t length;
} value_t;

static value_t values[65];
static uint8_t out[BYTES_MAX];
static size_t out_length;
/* What a character stands for as a digit, and in track data; above 15 for nothing. */
static uint8_t digit_of[256], track_nibble_of[256];

/* Two characters to a byte; false when one of them stands for nothing. An odd one at the end is followed by a 0 nibble. */
STEP bool put_nibbles(uint8_t *to, const uint8_t *characters, size_t count, const uint8_t *meaning) {
  unsigned seen = 0;
  for (size_t i = 0; i + 1 < count; i += 2) {
    unsigned high = meaning[characters[i]], low = meaning[characters[i + 1]];
    seen |= high | low;
    *to++ = (uint8_t)(high << 4 | low);
  }
  if (count % 2 != 0) {
    unsigned high = meaning[characters[count - 1]];
    seen |= high;
    *to = (uint8_t)(high << 4);
  }
  return seen <= 15;
}

STEP bool put_text(uint8_t *to, const uint8_t *characters, size_t count, unsigned class) {
  unsigned seen = class;
  for (size_t i = 0; i < count; i++) {
    seen &= class_of[characters[i]];
    to[i] = characters[i];
  }
  return seen == class;
}

#define NEED(bytes) \
  if ((size_t)(end - at) < (bytes)) return NO_ROOM
#define EXACTLY(units) \
  if (v->length != (units)) return LENGTH
#define AT_MOST(units) \
  if (v->length > (units)) return LENGTH

#define FIXED_DIGITS(field, digits)                              \
  v = values + (field);                                          \
  EXACTLY(digits);                                               \
  NEED(((digits) + 1) / 2);                                      \
  if (!put_nibbles(at, v->at, digits, digit_of)) return DIGIT;   \
  at += ((digits) + 1) / 2

#define VARIABLE_DIGITS(field, maximum, meaning)                               \
  v = values + (field);                                                        \
  AT_MOST(maximum);                                                            \
  NEED(1 + (v->length + 1) / 2);                                               \
  *at++ = (uint8_t)((v->length / 10) << 4 | v->length % 10);                   \
  if (!put_nibbles(at, v->at, v->length, meaning)) return DIGIT;               \
  at += (v->length + 1) / 2

#define FIXED_TEXT(field, characters, class)                             \
  v = values + (field);                                                  \
  EXACTLY(characters);                                                   \
  NEED(characters);                                                      \
  if (!put_text(at, v->at, characters, class)) return CHARACTER;         \
  at += (characters)

#define FIXED_BYTES(field, bytes)       \
  v = values + (field);                 \
  EXACTLY(bytes);                       \
  NEED(bytes);                          \
  memcpy(at, v->at, bytes);             \
  at += (bytes)

static __attribute__((noinline)) int pack(uint8_t *to, size_t room, size_t *length) {
  uint8_t *at = to;
  const uint8_t *end = to + room;
  const value_t *v;

  FIXED_DIGITS(0, 4);
  NEED(8);
  memcpy(at, BITMAP, 8);
  at += 8;

  VARIABLE_DIGITS(2, 19, digit_of);
  FIXED_DIGITS(3, 6);
  FIXED_DIGITS(4, 12);
  FIXED_DIGITS(7, 10);
  FIXED_DIGITS(11, 6);
  FIXED_DIGITS(12, 6);
  FIXED_DIGITS(13, 4);
  FIXED_DIGITS(22, 3);
  FIXED_DIGITS(25, 2);
  VARIABLE_DIGITS(35, 37, track_nibble_of);
  if (separators(at - (v->length + 1) / 2, (v->length + 1) / 2) > 1) return DIGIT;
  FIXED_TEXT(37, 12, ALPHANUMERIC);
  FIXED_TEXT(41, 8, TEXT);
  FIXED_TEXT(42, 15, TEXT);
  FIXED_TEXT(49, 3, ALPHANUMERIC);
  FIXED_BYTES(52, 8);

  v = values + 55;
  AT_MOST(255);
  NEED(2 + v->length);
  *at++ = (uint8_t)(v->length / 100);
  *at++ = (uint8_t)((v->length / 10 % 10) << 4 | v->length % 10);
  memcpy(at, v->at, v->length);
  at += v->length;

  FIXED_BYTES(64, 8);
  *length = (size_t)(at - to);
  return OK;
}

static void prepare(const uint8_t *bytes, size_t length) {
  make_classes();
  memset(digit_of, 0xff, sizeof digit_of);
  for (uint8_t digit = 0; digit < 10; digit++) digit_of['0' + digit] = digit;
  memcpy(track_nibble_of, digit_of, sizeof track_nibble_of);
  track_nibble_of['='] = track_nibble_of['D'] = track_nibble_of['d'] = 0xd;
  memset(values, 0, sizeof values);
  for (size_t at = 0; at + 4 <= length;) {
    size_t field = bytes[at] | (size_t)bytes[at + 1] << 8, count = bytes[at + 2] | (size_t)bytes[at + 3] << 8;
    at += 4;
    if (field > 64 || count > length - at) exit(2);
    values[field] = (value_t){bytes + at, count};
    at += count;
  }
}

static int work(void) {
  return pack(out, sizeof out, &out_length);
}

/* `ok` and the message in hex, or `refused` with the status. */
static void report(int status) {
  if (status != OK) {
    printf("refused %d\n", status);
    return;
  }
  printf("ok ");
  for (size_t i = 0; i < out_length; i++) printf("%02X", out[i]);
  printf("\n");
}
