/**
 * A writer and a reader of binary records: big-endian numbers, and bytes behind their length.
 *
 * The writer is given its size before, so that no outgrown copy of a key is left behind; the reader refuses what it would
 * have to guess. Neither knows what it carries.
 */
import { CodecError } from "../../codec/errors.ts";
import { copyBytes } from "../bytes.ts";

export class ByteWriter {
  readonly bytes: Uint8Array;
  private at = 0;

  /** @param length of everything that will be written */
  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  u8(value: number): void {
    this.bytes[this.at++] = value;
  }

  u16(value: number): void {
    this.u8(value >>> 8);
    this.u8(value);
  }

  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value);
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Length u8 and the bytes. */
  short(bytes: Uint8Array): void {
    this.u8(bytes.length);
    this.raw(bytes);
  }

  /** Length u16 and the bytes. */
  long(bytes: Uint8Array): void {
    this.u16(bytes.length);
    this.raw(bytes);
  }
}

export class ByteReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.at;
  }

  /** @param allowed lowest and highest value. @throws CodecError STATE_LENGTH or STATE_VALUE, so do the others */
  u8(path: string, allowed: readonly [number, number] = [0, 0xff]): number {
    const at = this.take(1, path);
    const value = this.bytes[at]!;
    if (value < allowed[0] || value > allowed[1]) throw this.fault("STATE_VALUE", path, at);
    return value;
  }

  u16(path: string): number {
    const at = this.take(2, path);
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  u32(path: string): number {
    return this.u16(path) * 0x10000 + this.u16(path);
  }

  /** A copy, which the caller wipes. */
  raw(length: number, path: string): Uint8Array {
    const at = this.take(length, path);
    return copyBytes(this.bytes, at, at + length);
  }

  short(path: string, allowed: readonly [number, number] = [0, 0xff]): Uint8Array {
    return this.raw(this.u8(path, allowed), path);
  }

  long(path: string): Uint8Array {
    return this.raw(this.u16(path), path);
  }

  /** As many as the u8 that comes first says. */
  list<T>(path: string, one: (path: string) => T): T[] {
    return Array.from({ length: this.u8(path) }, (_, index) => one(`${path}[${index}]`));
  }

  /** @throws CodecError STATE_LENGTH when something is left */
  end(): void {
    if (this.at !== this.bytes.length) throw this.fault("STATE_LENGTH", "", this.at);
  }

  fault(code: string, path: string, offset = this.at): CodecError {
    return new CodecError({ code, path, offset });
  }

  private take(length: number, path: string): number {
    const at = this.at;
    if (at + length > this.bytes.length) throw this.fault("STATE_LENGTH", path);
    this.at += length;
    return at;
  }
}
