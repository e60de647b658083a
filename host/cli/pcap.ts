/**
 * `tillcore pcap`: writes the line traffic of a recording as a network capture, for Wireshark and its like.
 *
 * Times are the recording's; addresses are made up, from the ranges for documentation (RFC 5737), each connection with a
 * port of its own. Card numbers are as replaced as they are in the recording.
 */
import { writeFileSync } from "node:fs";
import { PcapWriter } from "../codec/pcap.ts";
import type { Endpoint, TcpConversation } from "../codec/pcap.ts";
import { lineTraffic } from "../recording/line_traffic.ts";
import type { LineAct } from "../recording/line_traffic.ts";
import { Rejection } from "./errors.ts";
import { readRecording } from "./record_file.ts";

export interface PcapCommand {
  file: string;
  out: string;
  /** Of the acquirer, in the capture. */
  port: number;
  json: boolean;
}

const TERMINAL: Endpoint["address"] = [192, 0, 2, 1];
const ACQUIRER: Endpoint["address"] = [198, 51, 100, 1];
const FIRST_PORT = 49_152;
const PORTS = 16_384;
const OWNER_ONLY = 0o600;

/** @throws Rejection when the file is no recording or the capture cannot be written */
export function runPcap({ file, out, port, json }: PcapCommand): void {
  const acts = lineTraffic(readRecording(file).steps);
  const capture = captureOf(acts, port);
  try {
    writeFileSync(out, capture.bytes(), { mode: OWNER_ONLY });
  } catch (error) {
    const fault = { code: "CAPTURE_FILE", path: "", offset: 0, expected: "a file in a folder you may write to" };
    const words = `the capture cannot be written to ${out}: name a file in a folder you may write to`;
    throw new Rejection(fault, words, { cause: error });
  }
  const connections = acts.filter(({ kind }) => kind === "up").length;
  const bytes = acts.reduce((sum, act) => sum + act.bytes.length, 0);
  const { packets } = capture;
  if (json) process.stdout.write(`${JSON.stringify({ connections, packets, bytes })}\n`);
  else process.stdout.write(`${connections} connections, ${packets} packets, ${bytes} bytes of messages: ${out}\n`);
}

function captureOf(acts: readonly LineAct[], port: number): PcapWriter {
  const capture = new PcapWriter();
  let line: TcpConversation | undefined;
  for (const { kind, connection, wall_ms, bytes } of acts) {
    if (kind === "up") {
      const client = { address: TERMINAL, port: FIRST_PORT + (connection % PORTS) };
      line = capture.connect(client, { address: ACQUIRER, port }, wall_ms);
    } else if (kind === "sent") line?.send("client", bytes, wall_ms);
    else if (kind === "received") line?.send("server", bytes, wall_ms);
    else line?.close(kind === "closed" ? "client" : "server", wall_ms);
  }
  return capture;
}
