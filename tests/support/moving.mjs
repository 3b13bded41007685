// A clock that a test moves, for the real programs: libfaketime reads an offset from a file each time
// a program asks what time it is. What measures durations (the monotonic clock) stays as it is.
import fs from "node:fs";

const library = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
  .map((arch) => `/usr/lib/${arch}/faketime/libfaketimeMT.so.1`)
  .find((path) => fs.existsSync(path));

export const DAY = 86400_000;

export class MovingClock {
  constructor(dir) {
    if (!library) throw new Error("libfaketime is missing: apt install faketime");
    this.file = `${dir}/clock`;
    this.offset = 0;
    this.#write();
  }

  #write() {
    const whole = Math.round(this.offset / 1000);
    fs.writeFileSync(`${this.file}.new`, `${whole < 0 ? "-" : "+"}${Math.abs(whole)}\n`);
    fs.renameSync(`${this.file}.new`, this.file);
  }

  /** For the environment of the programs. */
  get env() {
    return { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
  }

  now() {
    return Date.now() + this.offset;
  }

  /** Onwards to a moment (ms since 1970). */
  moveTo(time) {
    this.offset = time - Date.now();
    this.#write();
  }

  /** To an hour of Japan's day, `days` days from now. */
  moveToHour(days, hour) {
    const day = Math.floor((this.now() + 9 * 3600_000) / DAY) + days;
    this.moveTo(day * DAY + hour * 3600_000 - 9 * 3600_000);
  }
}
