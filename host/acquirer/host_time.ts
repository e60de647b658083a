/**
 * The acquirer's civil time: China standard time (UTC+8, no summer time), wherever the process runs, since F12, F13 and
 * F15 are dates of the settlement day.
 */
const UTC_OFFSET_MS = 8 * 3_600_000;

export interface HostTime {
  /** F12, hhmmss. */
  time: string;
  /** F13 and F15, MMDD. */
  date: string;
  /** To compare with an expiry date, YYMM. */
  month: string;
}

export function hostTime(now: Date): HostTime {
  const civil = new Date(now.getTime() + UTC_OFFSET_MS).toISOString();
  const [year, month, day] = [civil.slice(2, 4), civil.slice(5, 7), civil.slice(8, 10)];
  return { time: civil.slice(11, 19).replaceAll(":", ""), date: `${month}${day}`, month: `${year}${month}` };
}
