/**
 * Every STAN that a terminal has ever sent, over all of its lives and whatever was restored between them: none names two messages.
 *
 * A reversal has its payment's; a sign-on may have one again, since a terminal that was restored learns its next one by it.
 */
import { Command } from "../../assembly/abi.ts";
import { Framer } from "../../host/codec/iso8583/frame.ts";
import type { Message } from "../../host/codec/iso8583/message.ts";
import { UNIONPAY } from "../../host/codec/iso8583/unionpay.ts";
import { bytesAt } from "../../host/payloads.ts";
import type { World } from "./world.ts";

const REVERSAL = "0400";
const SALE = "0200";
const SIGN_ONS = ["001", "003", "004"];

export class StanWatch {
  /** A STAN named another message before. */
  readonly doubled: string[] = [];
  /** STAN and batch of the sale that was sent last. */
  lastSale: { stan: number; batch: number } | undefined;
  private readonly sent: Map<string, string>;

  /** @param before what was sent in earlier lives */
  constructor(before?: StanWatch) {
    this.sent = new Map(before?.sent);
    this.lastSale = before?.lastSale;
  }

  watch(world: World): this {
    world.observers.push({
      before: ({ code, payload }) => {
        if (code !== Command.LINE_SEND) return;
        for (const { body } of new Framer().push(bytesAt(payload))) this.note(UNIONPAY.unpack(body));
      },
    });
    return this;
  }

  private note(message: Message): void {
    if (!message.has(11) || !message.has(60) || message.mti === REVERSAL) return;
    const stan = message.text(11);
    const sort = message.text(60);
    if (message.mti === "0800" && SIGN_ONS.includes(sort.slice(8, 11))) return;
    const known = this.sent.get(stan);
    const name = [message.mti, message.has(4) ? message.text(4) : "", sort].join(" ");
    // A question that nobody has answered is asked again under the same; a sale never is.
    if (known !== undefined && (known !== name || message.mti === SALE))
      this.doubled.push(`${stan}: ${known}, ${name}`);
    this.sent.set(stan, name);
    if (message.mti === SALE) this.lastSale = { stan: Number(stan), batch: Number(sort.slice(2, 8)) };
  }
}
