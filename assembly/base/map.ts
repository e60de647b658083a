/**
 * The memory of one terminal, buffer by buffer: the only place that says where a region lies and how long it is.
 *
 * Regions follow each other behind one base pointer and none points outside, so copying the bytes copies the terminal.
 * Each region's owner asserts at compile time that its class fits. The build prints this table and gates the total.
 */

/** Clocks, tickets, what the board is, the stack of machines (machine/). */
export const ENGINE_BYTES: usize = 384;
/** What the journal says: equal to its replay at any time (journal/). */
export const DURABLE_BYTES: usize = 832;
/** What acts change: settings, binding, people, faults; durable too (journal/zones.ts says where each begins). */
export const ZONES_BYTES: usize = 2048;
/** Position in the flash, the record under way (journal/). */
export const JOURNAL_BYTES: usize = 1152;
/** One card: status, data elements, APDU buffers, raw records (emv/); or the desk (acquirer/desk.ts): never both at once. */
export const CARD_BYTES: usize = 9792;
/** One exchange with the acquirer: the payment's data, the request, the reply (acquirer/). */
export const EXCHANGE_BYTES: usize = 3760;
/** Faults that are not yet in the journal, what a person at the service menus types (terminal/care/region.ts). */
export const CARE_BYTES: usize = 320;

export const MAP_ENGINE: usize = 0;
export const MAP_DURABLE: usize = MAP_ENGINE + ENGINE_BYTES;
export const MAP_ZONES: usize = MAP_DURABLE + DURABLE_BYTES;
export const MAP_JOURNAL: usize = MAP_ZONES + ZONES_BYTES;
export const MAP_CARD: usize = MAP_JOURNAL + JOURNAL_BYTES;
export const MAP_EXCHANGE: usize = MAP_CARD + CARD_BYTES;
export const MAP_CARE: usize = MAP_EXCHANGE + EXCHANGE_BYTES;

export const TERMINAL_BYTES: usize = MAP_CARE + CARE_BYTES;
