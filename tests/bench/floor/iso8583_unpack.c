/*
 * The floor of ISO 8583 unpacking: one message, field after field, into an index of offsets and lengths.
 *
 * Its checks are those of a strict unpacker: every bound against the end, the bitmap, every nibble of BCD, pad nibbles,
 * every character's class, lengths against maxima, nothing behind the last field; a refusal names status, field and
 * offset. What it saves is what a table costs: which field comes next and how it looks stands in the code.
 */
#include "iso8583.h"

typedef struct {
  uint8_t bitmap[8];
  /* Offset | units << 16, by field; 0 is the MTI. */
  uint32_t entry[65];
  uint32_t fault_field, fault_offset;
} index_t;

static const uint8_t *message;
static size_t message_length;
static index_t fields;

STEP bool all_of(const uint8_t *at, size_t bytes, unsigned class) {
  unsigned seen = class;
  for (size_t i = 0; i < bytes; i++) seen &= class_of[at[i]];
  return seen == class;
}

static int refuse(index_t *x, int status, uint32_t field, size_t offset) {
  memset(x->bitmap, 0, sizeof x->bitmap);
  x->fault_field = field;
  x->fault_offset = (uint32_t)offset;
  return status;
}

#define REFUSE(status, field) return refuse(x, status, field, (size_t)(at - from))
#define NEED(field, bytes) \
  if ((size_t)(end - at) < (bytes)) REFUSE(TRUNCATED, field)
#define KEEP(field, units) x->entry[field] = (uint32_t)(at - from) | (uint32_t)(units) << 16
#define DECIMAL(byte) ((unsigned)((byte) >> 4) * 10 + ((byte) & 15))

/* An even number of digits, two to a byte. */
#define FIXED_DIGITS(field, bytes)                              \
  NEED(field, bytes);                                           \
  if (!all_of(at, bytes, DIGITS)) REFUSE(DIGIT, field);         \
  KEEP(field, 2 * (bytes));                                     \
  at += (bytes)

#define FIXED_TEXT(field, bytes, class)                         \
  NEED(field, bytes);                                           \
  if (!all_of(at, bytes, class)) REFUSE(CHARACTER, field);      \
  KEEP(field, bytes);                                           \
  at += (bytes)

#define FIXED_BYTES(field, bytes)                               \
  NEED(field, bytes);                                           \
  KEEP(field, bytes);                                           \
  at += (bytes)

/* Digits on the left, their number in one byte of BCD. */
#define VARIABLE_DIGITS(field, maximum, class)                            \
  NEED(field, 1);                                                         \
  if (!all_of(at, 1, DIGITS)) REFUSE(DIGIT, field);                       \
  units = DECIMAL(at[0]);                                                 \
  if (units > (maximum)) REFUSE(LENGTH, field);                           \
  at += 1;                                                                \
  bytes = (units + 1) / 2;                                                \
  NEED(field, bytes);                                                     \
  if (!all_of(at, bytes, class)) REFUSE(DIGIT, field);                    \
  if (units % 2 != 0 && (at[bytes - 1] & 15) != 0) REFUSE(DIGIT, field);  \
  KEEP(field, units);                                                     \
  at += bytes

static __attribute__((noinline)) int unpack(const uint8_t *from, size_t length, index_t *x) {
  const uint8_t *at = from, *end = from + length;
  size_t units, bytes;
  x->fault_field = 0;
  x->fault_offset = 0;

  NEED(0, HEAD_BYTES);
  if (length > 0xffff) REFUSE(LENGTH, 0);
  if (!all_of(at, 2, DIGITS)) REFUSE(DIGIT, 0);
  KEEP(0, 4);
  if (memcmp(at + 2, BITMAP, 8) != 0) REFUSE(UNDEFINED, 0);
  at += HEAD_BYTES;

  VARIABLE_DIGITS(2, 19, DIGITS);
  FIXED_DIGITS(3, 3);
  FIXED_DIGITS(4, 6);
  FIXED_DIGITS(7, 5);
  FIXED_DIGITS(11, 3);
  FIXED_DIGITS(12, 3);
  FIXED_DIGITS(13, 2);

  NEED(22, 2);
  if (!all_of(at, 2, DIGITS) || (at[1] & 15) != 0) REFUSE(DIGIT, 22);
  KEEP(22, 3);
  at += 2;

  FIXED_DIGITS(25, 1);
  VARIABLE_DIGITS(35, 37, TRACK);
  if (separators(at - bytes, bytes) > 1) {
    at -= bytes;
    REFUSE(DIGIT, 35);
  }
  FIXED_TEXT(37, 12, ALPHANUMERIC);
  FIXED_TEXT(41, 8, TEXT);
  FIXED_TEXT(42, 15, TEXT);
  FIXED_TEXT(49, 3, ALPHANUMERIC);
  FIXED_BYTES(52, 8);

  NEED(55, 2);
  if (!all_of(at, 2, DIGITS)) REFUSE(DIGIT, 55);
  units = DECIMAL(at[0]) * 100 + DECIMAL(at[1]);
  if (units > 255) REFUSE(LENGTH, 55);
  at += 2;
  NEED(55, units);
  KEEP(55, units);
  at += units;

  FIXED_BYTES(64, 8);
  if (at != end) REFUSE(TRAILING, 0);
  memcpy(x->bitmap, BITMAP, 8);
  return OK;
}

static void prepare(const uint8_t *bytes, size_t length) {
  make_classes();
  memset(&fields, 0, sizeof fields);
  message = bytes;
  message_length = length;
}

static int work(void) {
  return unpack(message, message_length, &fields);
}

/* `ok`, then each field as NUMBER:OFFSET+UNITS; or `refused` with status, field and offset. */
static void report(int status) {
  if (status != OK) {
    printf("refused %d %u %u\n", status, fields.fault_field, fields.fault_offset);
    return;
  }
  printf("ok");
  for (int field = 0; field <= 64; field++) {
    uint32_t entry = fields.entry[field];
    if (entry != 0) printf(" %d:%u+%u", field, entry & 0xffff, entry >> 16);
  }
  printf("\n");
}
