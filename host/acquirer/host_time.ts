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
  const civil = new Date(now.getTime() + UTC_OFFSET_MS);
  const month = two(civil.getUTCMonth() + 1);
  return {
    time: two(civil.getUTCHours()) + two(civil.getUTCMinutes()) + two(civil.getUTCSeconds()),
    date: month + two(civil.getUTCDate()),
    month: two(civil.getUTCFullYear() % 100) + month,
  };
}

function two(number: number): string {
  return number < 10 ? `0${number}` : `${number}`;
}
