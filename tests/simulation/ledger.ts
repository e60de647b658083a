/** The acquirer's ledger of a world, which can be copied as it stands, so that many histories begin at the same point. */
import type { AnswerRow } from "../../host/acquirer/ledger.ts";
import { MemoryLedger } from "../../host/acquirer/memory_ledger.ts";

export class WorldLedger extends MemoryLedger {
  private readonly answers: AnswerRow[] = [];
  private references = 0;

  override putAnswer(row: AnswerRow): void {
    super.putAnswer(row);
    this.answers.push(row);
  }

  override nextReference(): number {
    return (this.references = super.nextReference());
  }

  /** @param terminals the terminals that the ledger was seeded with; those of devices are copied too */
  copy(terminals: readonly string[]): WorldLedger {
    const copy = new (this.constructor as new () => WorldLedger)();
    copy.transaction(() => {
      const assigned = this.tables.list("device").map(({ terminal }) => terminal);
      for (const name of new Set([...terminals, ...assigned])) {
        const row = this.terminal(name);
        if (row !== undefined) copy.putTerminal(row);
      }
      for (const row of this.accounts()) copy.putAccount(row);
      for (const row of this.answers) copy.putAnswer(row);
      for (const row of this.bookings()) copy.putBooking(row);
      for (const row of this.reversals()) copy.putReversal(row);
      for (const row of this.notices()) copy.putNotice(row);
      this.tables.copyTo(copy.tables);
      while (copy.references < this.references) copy.nextReference();
    });
    return copy;
  }
}
