/**
 * The boot loader's rules: which of two firmware slots starts, and for how long a new one is on trial.
 *
 * Holds always: a firmware that was not confirmed within its trial starts is left for the one before it; nothing older than
 * what was ever confirmed starts again; a change is durable before it counts. Knows no image: which versions lie in the slots
 * is told by whoever owns them.
 */
import { Done } from "../../assembly/abi.ts";
import { SlotAction } from "../../assembly/abi_devices.ts";
import type { SlotsPort } from "../ports.ts";

/** Starts without a confirmation; after them the firmware before it runs. */
export const TRIAL_STARTS = 3;

export interface SlotState {
  /** The firmware that is trusted. */
  confirmed: number;
  /** The one to be tried, 0 when there is none. */
  trial: number;
  /** How often it has been started. */
  starts: number;
  /** Greatest version that was ever confirmed. */
  oldest: number;
}

export const FIRST_SLOTS: Readonly<SlotState> = { confirmed: 1, trial: 0, starts: 0, oldest: 1 };

/** Keeps the state and knows the images. */
export interface SlotStore {
  load(): SlotState;
  /** Durable when it returns. */
  save(state: SlotState): void;
  /** Whether a whole image of this version is there. */
  has(version: number): boolean;
}

/** Which version starts now. The count of a trial's starts is durable before it starts. */
export function chooseSlot(store: SlotStore): { version: number; onTrial: boolean } {
  const state = store.load();
  const { confirmed, trial, starts } = state;
  if (trial === 0) return { version: confirmed, onTrial: false };
  if (starts >= TRIAL_STARTS || trial < state.oldest || !store.has(trial)) {
    store.save({ ...state, trial: 0, starts: 0 });
    return { version: confirmed, onTrial: false };
  }
  store.save({ ...state, starts: starts + 1 });
  return { version: trial, onTrial: true };
}

/** The slots as the running firmware sees them; made at every start. */
export class BootSlots implements SlotsPort {
  readonly version: number;
  private isOnTrial: boolean;
  private readonly store: SlotStore;

  /** @param chosen what has been started; chosen here when absent */
  constructor(store: SlotStore, chosen = chooseSlot(store)) {
    this.store = store;
    const { version, onTrial } = chosen;
    this.version = version;
    this.isOnTrial = onTrial;
  }

  get onTrial(): boolean {
    return this.isOnTrial;
  }

  /** The next start is this firmware's again, with nothing to count: the boot loader need not be asked. */
  get isSettled(): boolean {
    const { confirmed, trial } = this.store.load();
    return trial === 0 && confirmed === this.version;
  }

  act(action: SlotAction, version: number): Done {
    const state = this.store.load();
    switch (action) {
      case SlotAction.TRY:
        if (this.isOnTrial || version < state.oldest || version === this.version) return Done.REFUSED;
        return this.store.has(version) ? this.save({ ...state, trial: version, starts: 0 }) : Done.REFUSED;
      case SlotAction.CONFIRM: {
        if (!this.isOnTrial) return Done.REFUSED;
        const oldest = Math.max(state.oldest, this.version);
        const done = this.save({ confirmed: this.version, trial: 0, starts: 0, oldest });
        if (done === Done.DONE) this.isOnTrial = false;
        return done;
      }
      case SlotAction.ROLL_BACK:
        return this.isOnTrial ? this.save({ ...state, trial: 0, starts: 0 }) : Done.REFUSED;
      default:
        return Done.REFUSED;
    }
  }

  private save(state: SlotState): Done {
    try {
      this.store.save(state);
      return Done.DONE;
    } catch {
      return Done.REFUSED;
    }
  }
}
