import { NotKnown, told } from "../attributes";
import { hourly, monthly, type Part, unknownPart, used } from "../parts";
import { databaseKey } from "../prices/catalog";
import type { Billed } from "../world";
import { type Context, known, type Pricer } from "./context";

/** RDS takes no more. */
const MOST_GIB = 65_536;
const FREE_INSIGHTS_DAYS = 7;

export const database: Pricer = (it, { usage }) => [
  instance(it),
  storage(it),
  ...iops(it),
  ...insights(it),
  used("backups over its size", "rds.backup.gb-month", "database_backup_gb", usage("database_backup_gb")),
  ...monitoring(it, usage),
];

function instance(it: Billed): Part {
  const read = told(it, "instance_class", "engine", "multi_az");
  if (read instanceof NotKnown) return unknownPart("instance", read);
  const instanceClass = read.text("instance_class");
  const isMulti = read.flag("multi_az");
  const zones = isMulti ? "Multi-AZ" : "Single-AZ";
  const item = `instance, ${zones}`;
  if (instanceClass === undefined) return unknownPart(item, "its class is not in the plan");
  if (read.text("engine") !== "postgres") return unknownPart(item, "only prices of PostgreSQL are pinned");
  const key = databaseKey(instanceClass, isMulti ? "multi" : "single");
  return key === undefined
    ? unknownPart(item, "its class is none of AWS's")
    : hourly(`${instanceClass}, ${zones}`, key);
}

/** From what is allocated to what it may grow to by itself. */
function storage(it: Billed): Part {
  const read = told(it, "allocated_storage", "max_allocated_storage", "storage_type", "multi_az");
  if (read instanceof NotKnown) return unknownPart("storage", read);
  const allocated = read.number("allocated_storage", MOST_GIB);
  const most = read.numberOr("max_allocated_storage", 0, MOST_GIB);
  if (allocated === undefined || most === undefined)
    return unknownPart("storage", "its size is not in the plan");
  const type = read.text("storage_type");
  if (type === undefined) return unknownPart("storage", "its type is not in the plan");
  if (type !== "gp3" && type !== "gp2") {
    return unknownPart(
      "storage",
      `prices of ${known(type, ["io1", "io2", "standard"])} storage are not pinned`,
    );
  }
  return monthly(
    `storage, ${type}`,
    `rds.${type}.${read.flag("multi_az") ? "multi" : "single"}.gb-month`,
    { low: allocated, high: Math.max(allocated, most) },
    most > allocated ? { note: "grows by itself up to max_allocated_storage" } : {},
  );
}

/** gp3 has 3,000 within its price, and 12,000 from 400 GiB on. */
function iops(it: Billed): readonly Part[] {
  const item = "IOPS over the included ones";
  const read = told(it, "iops", "allocated_storage", "storage_type");
  if (read instanceof NotKnown) return [unknownPart(item, read)];
  const within = (read.number("allocated_storage") ?? 0) >= 400 ? 12_000 : 3_000;
  const asked = read.numberOr("iops", 0);
  const isIncluded = read.text("storage_type") !== "gp3" || (asked !== undefined && asked <= within);
  // with their number, so that fewer or more of them are not the same
  return isIncluded
    ? []
    : [
        unknownPart(
          asked === undefined ? item : `${asked} IOPS, ${within} of them included`,
          "their price is not pinned",
        ),
      ];
}

function insights(it: Billed): readonly Part[] {
  const item = "Performance Insights over 7 days";
  const on = told(it, "performance_insights_enabled");
  if (on instanceof NotKnown) return [unknownPart(item, on)];
  if (!on.flag("performance_insights_enabled")) return [];
  const read = told(it, "performance_insights_retention_period");
  if (read instanceof NotKnown) return [unknownPart(item, read)];
  const days = read.numberOr("performance_insights_retention_period", FREE_INSIGHTS_DAYS);
  return days !== undefined && days <= FREE_INSIGHTS_DAYS
    ? []
    : [unknownPart(item, "its price is not pinned")];
}

function monitoring(it: Billed, usage: Context["usage"]): readonly Part[] {
  const item = "Enhanced Monitoring's log";
  const read = told(it, "monitoring_interval");
  if (read instanceof NotKnown) return [unknownPart(item, read, "usage")];
  if (read.numberOr("monitoring_interval", 0) === 0) return [];
  const key = "enhanced_monitoring_log_gb";
  return [used(item, "logs.ingested.gb", key, usage(key))];
}
