/** The platform's clerk of the demo, and the merchant's telephone: through the control channel of the acquirer's process. */
import { RegistrationState } from "../../assembly/abi_platform.ts";
import type { PlatformAnswer, PlatformCommand } from "../acquirer/platform/commands.ts";
import type { CodePurpose } from "../acquirer/platform/rows.ts";
import { DEVICE } from "./binding.ts";

/** What the merchant is given once the contract is signed. */
export interface Paper {
  merchant: string;
  terminal: string;
  password: string;
}

export type AskPlatform = (command: PlatformCommand) => Promise<PlatformAnswer>;

const device = DEVICE.serial;

export class DemoOffice {
  /** Whether there is an application of this machine that need not be made anew. */
  readonly hasApplication: boolean;
  private readonly ask: AskPlatform;

  private constructor(ask: AskPlatform, hasApplication: boolean) {
    this.ask = ask;
    this.hasApplication = hasApplication;
  }

  static async open(ask: AskPlatform): Promise<DemoOffice> {
    const state = (await latestApplication(ask))?.state;
    return new DemoOffice(ask, state !== undefined && state !== RegistrationState.REJECTED);
  }

  /** Approves and signs what has been submitted; numbers, and a password from the telephone. */
  async accept(): Promise<Paper> {
    const found = await latestApplication(this.ask);
    if (found?.state !== RegistrationState.CONTRACTED) await this.ask({ do: "approve", device });
    const application = await latestApplication(this.ask);
    if (application === undefined) throw new Error("the platform has no application of this machine");
    const { merchant, terminal } = application;
    const password = (await this.letter("binding")) ?? (await this.given({ do: "give password", device }));
    return { merchant, terminal, password };
  }

  async activationCode(): Promise<string> {
    await this.ask({ do: "give activation", device });
    const code = await this.letter("activation");
    if (code === undefined) throw new Error("no activation code has come");
    return code;
  }

  private async letter(purpose: CodePurpose): Promise<string | undefined> {
    const answer = await this.ask({ do: "read letter", purpose, device });
    return "letter" in answer ? answer.letter?.code : undefined;
  }

  private async given(command: PlatformCommand): Promise<string> {
    const answer = await this.ask(command);
    if (!("code" in answer)) throw new Error("the platform gives no code");
    return answer.code;
  }
}

async function latestApplication(
  ask: AskPlatform,
): Promise<{ state: RegistrationState; merchant: string; terminal: string } | undefined> {
  const answer = await ask({ do: "state" });
  return "state" in answer ? answer.state.applications.findLast(({ serial }) => serial === device) : undefined;
}
