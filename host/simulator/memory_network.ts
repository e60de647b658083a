/** A radio with a few networks about, in virtual time: joins with the right key, pairs with a phone, fails to order. */
import { LineFault, NetworkKind } from "../../assembly/abi_devices.ts";
import type { NetworkPort, WifiNetwork } from "../ports.ts";

/** A network in the air, and its key; none of an open one. */
export interface AirNetwork extends WifiNetwork {
  key: string;
}

/** What is about, and what the terminal is joined with; outlives the power. */
export interface Air {
  networks: readonly AirNetwork[];
  /** What answers the next action, instead of what would; NONE when all is as it should be. */
  fault: LineFault;
  /** The phone shows another code, or its owner says no. */
  refusesPairing: boolean;
  /** Six digits that both sides show. */
  code: number;
  kind: NetworkKind;
  /** Name of the Wi-Fi network. */
  joined: string;
}

/** Published test values. */
export const TEST_AIR: Readonly<Air> = {
  networks: [
    { name: "Tillcore", signalPercent: 82, secured: true, key: "12345678" },
    { name: "商户 Wi-Fi", signalPercent: 64, secured: true, key: "87654321" },
    { name: "Cafe", signalPercent: 41, secured: false, key: "" },
  ],
  fault: LineFault.NONE,
  refusesPairing: false,
  code: 271_828,
  kind: NetworkKind.WIRED,
  joined: "",
};

const SCAN_MS = 1_500;
const JOIN_MS = 2_000;

export class MemoryNetwork implements NetworkPort {
  private readonly air: Air;
  private readonly later: (delay_ms: number, work: () => void) => void;
  private readonly onChange: () => void;

  /**
   * @param later not after a power cut
   * @param onChange the terminal has joined something else
   */
  constructor(air: Air, later: (delay_ms: number, work: () => void) => void, onChange: () => void = () => {}) {
    this.air = air;
    this.later = later;
    this.onChange = onChange;
  }

  scan(done: (fault: LineFault, networks: readonly WifiNetwork[]) => void): void {
    const { air } = this;
    this.later(SCAN_MS, () => done(air.fault, air.fault === LineFault.NONE ? air.networks : []));
  }

  join(name: string, key: Uint8Array, done: (fault: LineFault) => void): void {
    const typed = Buffer.from(key).toString("latin1");
    key.fill(0);
    this.later(JOIN_MS, () => done(this.joined(name, typed)));
  }

  wire(done: (fault: LineFault) => void): void {
    this.later(0, () => done(this.uses(NetworkKind.WIRED)));
  }

  pair(done: (fault: LineFault, code: number) => void): void {
    const { fault, code } = this.air;
    this.later(JOIN_MS, () => done(fault, fault === LineFault.NONE ? code : 0));
  }

  confirmPairing(done: (fault: LineFault) => void): void {
    const { refusesPairing } = this.air;
    this.later(JOIN_MS, () => done(refusesPairing ? LineFault.KEY : this.uses(NetworkKind.BLUETOOTH)));
  }

  private joined(name: string, key: string): LineFault {
    const network = this.air.networks.find((one) => one.name === name);
    if (network === undefined) return LineFault.NO_CARRIER;
    if (network.key !== key) return LineFault.KEY;
    return this.uses(NetworkKind.WIFI, name);
  }

  private uses(kind: NetworkKind, name = ""): LineFault {
    if (this.air.fault !== LineFault.NONE) return this.air.fault;
    this.air.kind = kind;
    this.air.joined = name;
    this.onChange();
    return LineFault.NONE;
  }
}
