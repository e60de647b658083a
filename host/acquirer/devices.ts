/** The devices that the test maker has made: serial numbers, and the keys that each was given. Owns the shape of `devices.json`. */
import devicesFile from "./devices.json" with { type: "json" };

export interface DeviceSeed {
  /** 8 characters. */
  serial: string;
  /** Carries the master key, 32 hexadecimal characters. */
  transportKey: string;
  /** Carries typed secrets to the platform, 32 hexadecimal characters. */
  secretKey: string;
}

export const TEST_DEVICES: readonly DeviceSeed[] = devicesFile.devices;
