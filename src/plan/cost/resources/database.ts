import { flag, member, text } from "../../model/json";
import { hourly, monthly, type Part, quantity, unknownPart, used } from "../parts";
import { databaseKey } from "../prices/catalog";
import type { Billed } from "../world";
import { isWhollyUnknown, known, type Pricer } from "./context";

/** RDS takes no more. */
const MOST_GIB = 65_536;
const FREE_INSIGHTS_DAYS = 7;

export const database: Pricer = (it, { usage }) => {
  const { values } = it;
  const isMulti = flag(values, "multi_az") === true;
  const parts: Part[] = [instance(it, isMulti), storage(it, isMulti), ...iops(it), ...insights(it)];
  parts.push(
    used("backups over its size", "rds.backup.gb-month", "database_backup_gb", usage("database_backup_gb")),
  );
  if ((quantity(member(values, "monitoring_interval")) ?? 0) > 0) {
    const assumed = usage("enhanced_monitoring_log_gb");
    parts.push(used("Enhanced Monitoring's log", "logs.ingested.gb", "enhanced_monitoring_log_gb", assumed));
  }
  return parts;
};

function instance(it: Billed, isMulti: boolean): Part {
  const instanceClass = text(it.values, "instance_class");
  const engine = text(it.values, "engine");
  const item = `instance, ${isMulti ? "Multi-AZ" : "Single-AZ"}`;
  if (isWhollyUnknown(it, "multi_az"))
    return unknownPart("instance", "Single- or Multi-AZ is not known before the apply");
  if (instanceClass === undefined) return unknownPart(item, "its class is not known before the apply");
  if (engine !== "postgres") return unknownPart(item, "only prices of PostgreSQL are pinned");
  const key = databaseKey(instanceClass, isMulti ? "multi" : "single");
  return key === undefined
    ? unknownPart(item, "its class is none of AWS's")
    : hourly(`${instanceClass}, ${isMulti ? "Multi-AZ" : "Single-AZ"}`, key);
}

/** From what is allocated to what it may grow to by itself. */
function storage(it: Billed, isMulti: boolean): Part {
  const { values } = it;
  const allocated = quantity(member(values, "allocated_storage"), MOST_GIB);
  const most = quantity(member(values, "max_allocated_storage"), MOST_GIB) ?? 0;
  const type = text(values, "storage_type");
  if (allocated === undefined) return unknownPart("storage", "its size is not known before the apply");
  if (type !== "gp3" && type !== "gp2") {
    return unknownPart(
      "storage",
      type === undefined
        ? "its type is not known before the apply"
        : `prices of ${known(type, ["io1", "io2", "standard"])} storage are not pinned`,
    );
  }
  return monthly(
    `storage, ${type}`,
    `rds.${type}.${isMulti ? "multi" : "single"}.gb-month`,
    { low: allocated, high: Math.max(allocated, most) },
    most > allocated ? { note: "grows by itself up to max_allocated_storage" } : {},
  );
}

/** gp3 has 3,000 within its price, and 12,000 from 400 GiB on. */
function iops(it: Billed): readonly Part[] {
  const asked = quantity(member(it.values, "iops")) ?? 0;
  const within = (quantity(member(it.values, "allocated_storage")) ?? 0) >= 400 ? 12_000 : 3_000;
  return text(it.values, "storage_type") === "gp3" && asked > within
    ? [unknownPart("IOPS over the included ones", "their price is not pinned")]
    : [];
}

function insights(it: Billed): readonly Part[] {
  const days = quantity(member(it.values, "performance_insights_retention_period")) ?? 0;
  return flag(it.values, "performance_insights_enabled") === true && days > FREE_INSIGHTS_DAYS
    ? [unknownPart("Performance Insights over 7 days", "its price is not pinned")]
    : [];
}
