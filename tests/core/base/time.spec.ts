import { CIVIL_DIGITS, putCivil } from "../../../assembly/base/time";
import { textOf } from "./support";

const A: usize = memory.data(16, 8);
const DAY_MS: u64 = 86_400_000;

function civil(wall_ms: u64): string {
  putCivil(wall_ms, A);
  return textOf(A, CIVIL_DIGITS);
}

function daysOf(year: i32, month: i32): i32 {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function digits(value: i32, count: i32): string {
  return value.toString().padStart(count, "0");
}

describe("civil time", () => {
  it("knows days that other clocks have published", () => {
    expect(civil(0)).toBe("19700101000000");
    expect(civil(951_782_400_000)).toBe("20000229000000");
    expect(civil(1_000_000_000_000)).toBe("20010909014640");
    expect(civil(1_709_251_199_999)).toBe("20240229235959");
    expect(civil(4_107_542_400_000)).toBe("21000301000000");
    expect(civil(253_402_300_799_999)).toBe("99991231235959");
  });

  it("counts every day from 1970 to 2170 as a calendar does", () => {
    let day: u64 = 0;
    for (let year = 1970; year < 2170; year++) {
      for (let month = 1; month <= 12; month++) {
        for (let date = 1; date <= daysOf(year, month); date++, day++) {
          putCivil(day * DAY_MS, A);
          if (date > 1 && date < 28) continue;
          expect(textOf(A, 8)).toBe(digits(year, 4) + digits(month, 2) + digits(date, 2));
        }
      }
    }
  });

  it("never writes more than its digits, whatever the time", () => {
    store<u8>(A + 14, 0xa5);
    civil(u64.MAX_VALUE);
    expect(load<u8>(A + 14)).toBe(0xa5);
  });
});
