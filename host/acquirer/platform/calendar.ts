/**
 * Dates of China (UTC+8, no summer time) as YYYYMMDD, and working days: Monday to Friday, public holidays not known.
 */
const UTC_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** YYYYMMDD. */
export function dateOf(now: Date): string {
  return formatDate(new Date(now.getTime() + UTC_OFFSET_MS));
}

/** @param days may be below zero */
export function addDays(date: string, days: number): string {
  return formatDate(new Date(parse(date).getTime() + days * DAY_MS));
}

/** The same day a year later; 28 February for the 29th. */
export function addYear(date: string): string {
  const next = `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
  return isDate(next) ? next : addDays(next.slice(0, 6) + "28", 0);
}

/** The day on which so many working days after `date` are over. */
export function addWorkingDays(date: string, days: number): string {
  let day = date;
  for (let left = days; left > 0;) {
    day = addDays(day, 1);
    const weekday = parse(day).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return day;
}

/** Whether YYYYMMDD is a day that there is. */
export function isDate(text: string): boolean {
  return /^\d{8}$/.test(text) && !Number.isNaN(parse(text).getTime()) && formatDate(parse(text)) === text;
}

function parse(date: string): Date {
  return new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T00:00:00Z`);
}

function formatDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return "";
  const day = (date.getUTCFullYear() * 100 + date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  return String(day).padStart(8, "0");
}
