/** Chromium as Debian has it, with nobody before its screen. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const EXECUTABLE = "/usr/bin/chromium";
/** What to install where it is missing: a Debian package. */
export const MISSING_CHROMIUM = "no chromium (Debian package chromium)";

export function hasChromium(): boolean {
  return existsSync(EXECUTABLE);
}

export function openBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  return chromium.launch({ executablePath: EXECUTABLE, headless: true, args });
}
