/** A printer that prints text: to a file in the data folder, and to whoever looks on. Knows no text and no layout. */
import { appendFileSync } from "node:fs";
import { Done } from "../../assembly/abi.ts";
import type { PrinterPort, View } from "../ports.ts";

const OWNER_ONLY = 0o600;

export interface TextPrinterOptions {
  /** The lines of a document, all copies one after the other. */
  layout: (document: View) => readonly string[];
  /** Slips are added at its end. */
  file?: string;
  /** Sees what was printed, and which `Document` it is. */
  onPrinted?: (lines: readonly string[], document: number) => void;
}

export class TextPrinter implements PrinterPort {
  private readonly options: TextPrinterOptions;

  constructor(options: TextPrinterOptions) {
    this.options = options;
  }

  print(document: View, done: (result: Done) => void): void {
    const { layout, file, onPrinted } = this.options;
    const lines = layout(document);
    try {
      if (file !== undefined) appendFileSync(file, `${lines.join("\n")}\n\n`, { mode: OWNER_ONLY });
    } catch {
      return done(Done.REFUSED); // a full disk is the paper that ran out
    }
    onPrinted?.(lines, document.id);
    done(Done.DONE);
  }
}
