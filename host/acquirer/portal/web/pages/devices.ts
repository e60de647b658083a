/** Devices: activation with a code, suspension, unbinding, passwords. */
import type { Device } from "../../present.ts";
import { call, mayCall } from "../client.ts";
import type { Session } from "../client.ts";
import type { OperationId } from "../../api/operations.ts";
import { ask, tell } from "../dialog.ts";
import { moment } from "../shown.ts";
import { listOf } from "../table.ts";
import type { Action } from "../table.ts";
import { DEVICE_STATE_TEXTS } from "../texts.ts";
import type { TextKey } from "../texts.ts";
import { badge, deed, optionsOf, reasonOf, REASON_FIELDS } from "./page.ts";
import type { Page } from "./page.ts";

type State = Device["state"];

const within =
  (...states: readonly State[]) =>
  ({ state }: Device): boolean =>
    states.includes(state);

/** A code is made and shown once. */
function giving(
  session: Session,
  name: TextKey,
  needs: OperationId,
  when: (row: Device) => boolean,
  give: (device: string) => Promise<{ readonly code: string }>,
): Array<Action<Device>> {
  if (!mayCall(needs, session)) return [];
  const run = async ({ id }: Device): Promise<boolean> => {
    const { code } = await give(id);
    await tell(name, "codeOnce", code);
    return true;
  };
  return [{ name, when, run }];
}

export const DEVICES: Page = {
  title: "devices",
  reads: "listDevices",
  show: (session, report) =>
    listOf<Device>(
      {
        title: "devices",
        columns: [
          { title: "device", show: ({ id }) => id },
          { title: "terminal", show: ({ terminal }) => terminal },
          { title: "name", show: ({ merchantName, merchant }) => merchantName ?? merchant },
          { title: "state", show: ({ state }) => badge(state, DEVICE_STATE_TEXTS[state]) },
          { title: "termUntil", show: ({ termUntil }) => termUntil },
          { title: "firmware", show: ({ firmware }) => firmware, isNumber: true },
          { title: "triesLeft", show: ({ triesLeft }) => triesLeft, isNumber: true },
          { title: "seenAt", show: ({ seenAt }) => moment(seenAt) },
        ],
        filters: [{ name: "state", label: "state", options: optionsOf(DEVICE_STATE_TEXTS) }],
        actions: [
          ...giving(session, "activate", "activateDevice", within("bound"), (device) =>
            call("activateDevice", { parameters: { device } }),
          ),
          ...deed<Device>(session, {
            name: "resend",
            needs: "resendCode",
            when: ({ state, triesLeft }) => state === "bound" && triesLeft !== undefined,
            run: ({ id }) => call("resendCode", { parameters: { device: id } }),
          }),
          ...deed<Device>(session, {
            name: "assist",
            needs: "assistActivation",
            when: within("bound"),
            run: ({ id }) => call("assistActivation", { parameters: { device: id } }),
          }),
          ...deed<Device>(session, {
            name: "suspend",
            needs: "suspendDevice",
            when: within("active"),
            fields: () => REASON_FIELDS,
            run: ({ id }, values) => call("suspendDevice", { parameters: { device: id }, body: reasonOf(values) }),
          }),
          ...deed<Device>(session, {
            name: "resume",
            needs: "resumeDevice",
            when: within("suspended"),
            run: ({ id }) => call("resumeDevice", { parameters: { device: id } }),
          }),
          ...deed<Device>(session, {
            name: "unlock",
            needs: "unlockDevice",
            when: within("locked"),
            run: ({ id }) => call("unlockDevice", { parameters: { device: id } }),
          }),
          ...giving(session, "bindingPassword", "renewPassword", within("assigned", "bound", "active"), (device) =>
            call("renewPassword", { parameters: { device } }),
          ),
          ...resetting(session),
          ...deed<Device>(session, {
            name: "unbind",
            needs: "unbindDevice",
            when: within("bound", "active", "suspended", "locked", "expired"),
            run: ({ id }) => call("unbindDevice", { parameters: { device: id } }),
          }),
        ],
        load: (paging, filters) => call("listDevices", { query: { ...paging, ...filters } }),
      },
      report,
    ),
};

function resetting(session: Session): Array<Action<Device>> {
  if (!mayCall("resetPassword", session)) return [];
  const run = async ({ id }: Device): Promise<boolean> => {
    let code = "";
    const isSent = await ask({
      title: "reset",
      fields: [{ name: "operator", label: "operator", kind: "number", maxLength: 2 }],
      send: async ({ operator }) => {
        const body = { operator: operator as number };
        ({ code } = await call("resetPassword", { parameters: { device: id }, body }));
      },
    });
    if (isSent) await tell("reset", "codeOnce", code);
    return false;
  };
  return [{ name: "reset", when: within("bound", "active", "suspended"), run }];
}
