/*
 * What the two ISO 8583 floors share: statuses, classes of characters, and the one bitmap they know.
 */
#ifndef ISO8583_H
#define ISO8583_H

#include "floor.h"

enum { OK, TRUNCATED, TRAILING, DIGIT, LENGTH, UNDEFINED, CHARACTER, NO_ROOM };

/* Fields 2 3 4 7 11 12 13 22 25 35 37 41 42 49 52 55 64. */
#define BITMAP "\x72\x38\x04\x80\x28\xC0\x92\x01"
#define HEAD_BYTES 10

/* What a byte may be: digits are two nibbles 0 to 9, track data two nibbles 0 to 9 or D. */
enum { DIGITS = 1, TRACK = 2, ALPHANUMERIC = 4, TEXT = 8 };

static uint8_t class_of[256];
/* How many of a byte's nibbles are the separator of track data. */
static uint8_t separators_in[256];

STEP unsigned separators(const uint8_t *at, size_t bytes) {
  unsigned count = 0;
  for (size_t i = 0; i < bytes; i++) count += separators_in[at[i]];
  return count;
}

static void make_classes(void) {
  for (int byte = 0; byte < 256; byte++) {
    int high = byte >> 4, low = byte & 15;
    int letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
    int digit = byte >= '0' && byte <= '9';
    uint8_t class = 0;
    if (high <= 9 && low <= 9) class |= DIGITS;
    if ((high <= 9 || high == 0xd) && (low <= 9 || low == 0xd)) class |= TRACK;
    if (letter || digit || byte == ' ') class |= ALPHANUMERIC;
    if (byte >= 0x20 && byte <= 0x7e) class |= TEXT;
    class_of[byte] = class;
    separators_in[byte] = (uint8_t)((high == 0xd) + (low == 0xd));
  }
}

#endif
