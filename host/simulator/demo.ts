/**
 * The demo: from the box to a bound and tested terminal, a chip sale of 12.34 yuan with PIN, a settlement, and what the acquirer's
 * ledger says before and after. It ends well only when all of that came out as it should.
 */
import type { AccountView, LedgerView } from "../acquirer/control.ts";
import { loadCards } from "../cards/card_data.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { BootSlots } from "../devices/boot_slots.ts";
import { ConsoleText } from "../devices/console_text.ts";
import type { BoardEnd } from "../firmware/board_program.ts";
import type { TcpLineOptions } from "../devices/tcp_line.ts";
import type { Language } from "../locale/language.ts";
import type { CardReaderPort, Key } from "../ports.ts";
import type { Observer } from "../runtime.ts";
import type { CoreModule } from "./core_module.ts";
import type { DataFolder } from "./data_folder.ts";
import type { DemoTask } from "./demo_guide.ts";
import { DemoOffice } from "./demo_office.ts";
import type { AskPlatform } from "./demo_office.ts";
import { DemoPerson } from "./demo_person.ts";
import type { DemoReport } from "./demo_report.ts";
import { MessageTap, together } from "./message_tap.ts";
import { SimulatedTerminal } from "./terminal.ts";

export const DEMO_AMOUNT = 1234;
const DEMO_CARD = "debit";
/** Longer than any wait of the terminal for an answer. */
const DEMO_TIMEOUT_MS = 45_000;

export interface DemoOptions {
  folder: DataFolder;
  core: CoreModule;
  slots?: BootSlots;
  acquirer: TcpLineOptions;
  /** Asks the acquirer for its ledger; absent when it runs elsewhere. */
  ledger?: () => Promise<LedgerView>;
  /** Asks the acquirer's platform, as its clerk; absent for a terminal that is bound already: a sign-on and a sale. */
  platform?: AskPlatform;
  language: Language;
  report: DemoReport;
  /** Applications and keys; the standard ones when absent. */
  configuration?: Configuration;
  /** A reader that somebody else puts the card into. */
  card?: CardReaderPort;
  observer?: Observer;
}

/** Resolves when everything went as it should, or another firmware is to start. @throws Error saying what did not */
export async function playDemo(options: DemoOptions): Promise<BoardEnd> {
  const {
    folder,
    core,
    slots,
    acquirer,
    ledger,
    platform,
    language,
    report,
    observer = {},
    configuration,
    card,
  } = options;
  report.begins();
  const before = await ledger?.();
  report.balance("before", before && accountIn(before));
  const office = platform && (await DemoOffice.open(platform));
  const text = new ConsoleText(() => {});
  const hands = {
    key: (key: Key) => terminal.key(key),
    toggleCard: (name: string) => terminal.toggleCard(name),
    text: (typed: string) => {
      report.typed(typed);
      text.press({ text: typed });
      text.press("enter");
    },
  };
  const person: DemoPerson = new DemoPerson(
    task(language, office),
    () => hands,
    (name) => report.chapter(name),
  );
  const traps: Observer = { trap: (trap) => void failures.push(trap.message) };
  const failures: string[] = [];
  let reboot: (how: BoardEnd) => void = () => {};
  const rebooted = new Promise<BoardEnd>((resolve) => (reboot = resolve));
  const terminal = new SimulatedTerminal({
    folder,
    core,
    ...(slots && { slots }),
    onReboot: () => reboot("restart"),
    acquirer,
    bound: office === undefined,
    text,
    screen: {
      show: (view) => {
        report.screen(view);
        person.sees(view);
      },
      showEntry: (count) => {
        report.entry(count);
        person.sawEntry(count);
      },
    },
    onPrinted: (lines, document) => {
      report.slip(lines, document);
      person.takesSlip();
    },
    ...(configuration && { configuration }),
    ...(card && { card }),
    observer: together(observer, traps, new MessageTap((direction, message) => report.message(direction, message))),
  });
  try {
    terminal.powerOn();
    const played = person.done.then((): BoardEnd => "left");
    if ((await inTime(Promise.race([played, rebooted]))) === "restart") return "restart";
  } finally {
    terminal.powerOff();
  }
  const after = await ledger?.();
  report.balance("after", after && accountIn(after));
  if (before !== undefined && after !== undefined) failures.push(...ledgerFaults(before, after));
  if (failures.length > 0) throw new Error(failures.join("; "));
  report.ends();
  return "left";
}

/** What is wrong when exactly one sale of the demo's amount should have been booked and nothing else changed. */
function ledgerFaults(before: LedgerView, after: LedgerView): string[] {
  const isOutstanding = (booking: LedgerView["bookings"][number]): boolean => !booking.reversed;
  // A reversal of what an earlier run left behind gives its amount back.
  const [had, has] = [before, after].map(({ bookings }) => bookings.filter(isOutstanding));
  const known = new Set(before.bookings.map(({ key }) => key));
  const made = (has ?? []).filter(({ key }) => !known.has(key));
  const undone = (had ?? []).filter(({ key }) => !(has ?? []).some((booking) => booking.key === key));
  if (made.length !== 1 || made[0]?.amount !== DEMO_AMOUNT)
    return [`the ledger has ${made.length} new bookings, not 1`];
  const returned = undone.filter(({ account }) => account === DEMO_CARD).reduce((sum, { amount }) => sum + amount, 0);
  const change = accountIn(after).balance - accountIn(before).balance;
  return change === returned - DEMO_AMOUNT
    ? []
    : [`the balance changed by ${change} fen, not ${returned - DEMO_AMOUNT}`];
}

function accountIn({ accounts }: LedgerView): AccountView {
  const account = accounts.find(({ name }) => name === DEMO_CARD);
  if (account === undefined) throw new Error(`the acquirer has no account ${DEMO_CARD}`);
  return account;
}

function task(language: Language, office: DemoOffice | undefined): DemoTask {
  const card = loadCards().find(({ name }) => name === DEMO_CARD);
  if (card === undefined) throw new Error(`there is no card ${DEMO_CARD}`);
  const whole = office === undefined ? { isShort: true } : { isShort: false, office };
  return { amount: DEMO_AMOUNT, card: DEMO_CARD, pin: card.pin, language, ...whole };
}

async function inTime<T>(done: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the demo did not come to its end in ${DEMO_TIMEOUT_MS / 1000} seconds`)),
      DEMO_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
