// Looks into a service's database with its own client program: what tests must know
// that the API rightly does not tell.
import { execFileSync } from "node:child_process";

const options = { encoding: "utf8", maxBuffer: 256 << 20 };

/** A reader of the database of a service: rows(sql) gives objects; hex(column) is the SQL for a byte string. */
export function reader(service, database) {
  if (database) {
    return {
      hex: (column) => `encode(${column}, 'hex')`,
      rows: (sql) => JSON.parse(execFileSync("psql", [database, "-qAtc", `SELECT coalesce(json_agg(t), '[]') FROM (${sql}) t`], options)),
    };
  }
  return {
    hex: (column) => `lower(hex(${column}))`,
    rows: (sql) => JSON.parse(execFileSync("sqlite3", ["-readonly", "-json", `${service.dir}/data/skysign.db`, sql], options) || "[]"),
  };
}
