import type { Json } from "../model/json";

/**
 * What a rule lets through: `tcp 443`; the protocol alone where its ports are not known yet.
 *
 * @param value of an attribute of the rule
 */
export function portsOf(value: (key: string) => Json | undefined): string {
  const protocol = String(value("ip_protocol") ?? value("protocol") ?? "-1");
  const [from, to] = [value("from_port"), value("to_port")].map(number);
  if (protocol === "-1" || protocol === "all") return "everything";
  if (from === undefined || to === undefined) return protocol;
  return `${protocol} ${from === to ? from : `${from}–${to}`}`;
}

function number(value: Json | undefined): number | undefined {
  const known = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isNaN(known) ? undefined : known;
}

/** `tcp 80, 443`: a protocol once. */
export function portsLabel(ports: readonly string[]): string {
  const byProtocol = new Map<string, string[]>();
  for (const each of ports) {
    const [protocol = "", port] = each.split(" ");
    byProtocol.set(protocol, [...(byProtocol.get(protocol) ?? []), ...(port === undefined ? [] : [port])]);
  }
  return [...byProtocol]
    .map(([protocol, numbers]) => `${protocol} ${[...numbers].sort(byNumber).join(", ")}`.trim())
    .join("; ");
}

function byNumber(one: string, other: string): number {
  return Number.parseInt(one, 10) - Number.parseInt(other, 10);
}
