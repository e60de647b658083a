/** How the answer of a device reaches the core. */
import type { Event } from "../../assembly/abi.ts";
import type { Ticket } from "../core.ts";

export type Post = (code: Event, payload?: Uint8Array, ticket?: Ticket) => void;
