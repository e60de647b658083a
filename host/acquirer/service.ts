/**
 * A whole acquirer over one data folder: ownership, ledger, seed, acquirer and server, opened and closed in order.
 */
import { randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { loadCards } from "../cards/card_data.ts";
import { Acquirer } from "./acquirer.ts";
import type { AcquirerEvent } from "./events.ts";
import { Faults } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import { takeOwnership } from "./owner.ts";
import type { Context } from "./platform/context.ts";
import { openPlatform } from "./platform/platform.ts";
import { openPortal } from "./portal/open.ts";
import { TEST_TERMINALS, seedLedger, testHsm } from "./seed.ts";
import { AcquirerServer } from "./server.ts";
import type { TlsIdentity } from "./server.ts";
import { testConfiguration } from "./test_configuration.ts";
import { SqliteLedger } from "./sqlite_ledger.ts";

export interface ServiceOptions {
  /** Folder of the ledger; made when it does not exist. */
  data: string;
  host: string;
  /** 0 for a free one. */
  port: number;
  /** Of the portal, on the loopback; 0 for a free one, none when absent. */
  portal?: number | undefined;
  /** Who signs firmware: an Ed25519 public key; the published key of tests when absent. */
  releaseKey?: KeyObject | undefined;
  /** Of the line to terminals; TCP alone when absent. */
  tls?: TlsIdentity | undefined;
  log: (event: AcquirerEvent) => void;
}

export interface Service {
  readonly port: number;
  /** Of the portal, where there is one. */
  readonly portal: number | undefined;
  readonly ledger: Ledger;
  readonly faults: Faults;
  /** Whose functions run inside transactions of the ledger. */
  readonly platform: Context;
  close(): Promise<void>;
}

/**
 * Recovers by itself from whatever end the last owner of the folder had.
 *
 * @throws OwnedError when another acquirer runs on the folder; Error when the ledger or the address cannot be had
 */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { data, host, port, portal, releaseKey, tls, log } = options;
  const opened: Array<() => void | Promise<void>> = [];
  const close = async (): Promise<void> => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const ownership = await takeOwnership(data);
    opened.push(() => ownership.release());
    const ledger = new SqliteLedger(data);
    opened.push(() => ledger.close());
    const cards = loadCards();
    const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
    const hsm = testHsm();
    seedLedger(ledger, { terminals: TEST_TERMINALS, cards, hsm }, random);

    const parts = { ledger, cards, random, hsm };
    const faults = new Faults();
    const now = (): Date => new Date();
    const platform = openPlatform({ ledger, hsm, random, now, releaseKey, configuration: testConfiguration() });
    const acquirer = new Acquirer({ ...parts, now, log, faults, platform });
    const server = new AcquirerServer({ acquirer, host, port, log, tls });
    const listeningPort = await server.listen();
    opened.push(() => server.close());
    const pages = portal === undefined ? undefined : await openPortal({ context: platform, data, port: portal, log });
    opened.push(() => pages?.close());
    return { port: listeningPort, portal: pages?.port, ledger, faults, platform, close };
  } catch (error) {
    await close();
    throw error;
  }
}
