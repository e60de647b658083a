/**
 * One life of the simulated terminal, from power to power: the core that the boot loader has chosen, with its devices. What
 * outlives it is in the data folder.
 */
import { randomInt } from "node:crypto";
import { Purpose, Slot } from "../../assembly/abi.ts";
import { Screen } from "../../assembly/abi_shown.ts";
import { Backups } from "../devices/backups.ts";
import type { Typing } from "../devices/console_keypad.ts";
import { Downloads } from "../devices/downloads.ts";
import { FileBackups } from "../devices/file_backups.ts";
import { FileDownloads } from "../devices/file_downloads.ts";
import { FileFlash } from "../devices/file_flash.ts";
import type { FlashGeometry } from "../devices/file_flash.ts";
import { FileSensors } from "../devices/file_sensors.ts";
import { FileStage } from "../devices/file_stage.ts";
import { FileTime } from "../devices/kept_clock.ts";
import { Staging } from "../devices/staging.ts";
import { SystemClock } from "../devices/system_clock.ts";
import { TcpLine } from "../devices/tcp_line.ts";
import { TextPrinter } from "../devices/text_printer.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { testPublicKey } from "../firmware/manifest.ts";
import { documentLines } from "../locale/slip.ts";
import type { CardReaderPort, Peripherals, View } from "../ports.ts";
import { Runtime } from "../runtime.ts";
import type { SecureModule } from "../secure/module.ts";
import { checkOpen, DEVICE, injectFactoryKeys, loadTestCapks, openSecureModule, TEST_PARAMETERS } from "./binding.ts";
import { openAir } from "./file_air.ts";
import { firmwareSlots } from "./firmware.ts";
import { MemoryNetwork } from "./memory_network.ts";
import type { TerminalOptions } from "./terminal.ts";

const FLASH: FlashGeometry = { bytes: 262_144, sectorBytes: 4_096, unitBytes: 8 };
const MODEL = "TC-SIM";
const EPOCH_MAX = 0xffffffff;
/** Secrets that have letters. */
const LETTERED: readonly Purpose[] = [Purpose.ACTIVATION_CODE, Purpose.WIFI_KEY];

export interface LifeOptions extends TerminalOptions {
  configuration: Configuration;
  bound: boolean;
  card: CardReaderPort;
  /** After the step that has asked for it. */
  restart: () => void;
}

export class TerminalLife {
  readonly runtime: Runtime;
  private readonly options: LifeOptions;
  private readonly secure: SecureModule;
  private readonly downloads: Downloads;
  private readonly flash: FileFlash;
  private readonly line: TcpLine;
  private readonly clock: SystemClock;
  private isOver = false;

  /** @throws FlashError, StoreError or what the file system throws, each saying what to do */
  constructor(options: LifeOptions) {
    this.options = options;
    const { folder, card, bound, screen, onPrinted, observer } = options;
    this.clock = new SystemClock({ store: new FileTime(folder.clock) });
    const firmware = firmwareSlots(folder);
    const { core, slots } = options;
    this.secure = openSecureModule(folder, { card, bound });
    const [own, secure] = [options.configuration, this.secure];
    const store = new FileDownloads(folder.downloads);
    this.downloads = new Downloads({ own, store, secure, firmware, signer: testPublicKey() });
    this.line = new TcpLine(options.acquirer);
    this.flash = new FileFlash(folder.flash, FLASH);
    const devices = {
      screen: { show: (view: View) => this.show(view), showEntry: (count: number) => screen.showEntry(count) },
      printer: new TextPrinter({
        layout: (document) => documentLines(document, { testing: true }),
        file: folder.slips,
        onPrinted,
      }),
      card,
      line: this.line,
      flash: this.flash,
      clock: this.clock,
      secure,
      configuration: this.downloads,
      peripherals: { ...this.peripherals(), ...(slots && { slots }) },
    };
    this.runtime = new Runtime(core.newCore, devices, randomInt(1, EPOCH_MAX), observer);
  }

  /** @throws Error saying what to do when the secure module gives no answer: only with the journal it can be told */
  begin(): void {
    this.runtime.start();
    checkOpen(this.secure, this.options.folder.keys);
    // Only now: a save would make an older copy look like a newer one.
    injectFactoryKeys(this.secure);
    if (this.downloads.hasKeys) this.downloads.finish();
    else loadTestCapks(this.secure, this.options.configuration);
  }

  end(): void {
    this.isOver = true;
    this.clock.stop();
    this.line.close();
    this.options.text?.cancel();
    this.options.card.release();
    this.options.card.onRemoved = undefined;
    this.flash.close();
  }

  get typing(): Typing {
    const { text, secret } = this.runtime.typing;
    if (text) return "text";
    return secret !== undefined && LETTERED.includes(secret) ? "secret" : "keys";
  }

  private peripherals(): Peripherals {
    const { folder, text, restart } = this.options;
    const { air, keep } = openAir(folder.network);
    const later = (delay_ms: number, work: () => void): void =>
      void setTimeout(() => {
        if (!this.isOver) work();
      }, delay_ms);
    return {
      sensors: new FileSensors(folder.sensors, () => ({ network: air.kind, clockSet: this.clock.isSet })),
      ...(text && { text }),
      network: new MemoryNetwork(air, later, keep),
      stage: new Staging(new FileStage(folder.stage), this.downloads),
      medium: new Backups(new FileBackups(folder.backups)),
      serial: DEVICE.serial,
      model: MODEL,
      restart,
      setClock: (wall_ms) => this.clock.setWall(wall_ms),
    };
  }

  private show(view: View): void {
    this.options.screen.show(view);
    // Not one that has just been unbound: its keys are gone.
    const isToBeBound = this.options.bound && this.secure.keys.infoOf(Slot.TMK) !== undefined;
    if ((view.id as Screen) === Screen.UNBOUND && isToBeBound) this.runtime.provision(TEST_PARAMETERS);
  }
}
