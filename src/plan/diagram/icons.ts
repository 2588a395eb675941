import type { Area, NodeKind } from "./graph";

/** Lines on 14 by 14 pixels; where there is none, words are enough. */
const ICONS: Readonly<Partial<Record<NodeKind | Area, string>>> = {
  outside: "M12.5 7a5.5 5.5 0 1 1-11 0a5.5 5.5 0 0 1 11 0zM1.5 7h11M7 1.5c-3.4 3-3.4 8 0 11c3.4-3 3.4-8 0-11",
  balancer:
    "M7 1.5v8M7 4.5c0 3-4.2 1.8-4.2 5M7 4.5c0 3 4.2 1.8 4.2 5M4.1 11a1.3 1.3 0 1 1-2.6 0a1.3 1.3 0 0 1 2.6 0zM8.3 11a1.3 1.3 0 1 1-2.6 0a1.3 1.3 0 0 1 2.6 0zM12.5 11a1.3 1.3 0 1 1-2.6 0a1.3 1.3 0 0 1 2.6 0z",
  service: "M7 1.3l5.2 2.8v5.8l-5.2 2.8l-5.2-2.8v-5.8zM1.8 4.1l5.2 2.9l5.2-2.9M7 7v5.7",
  workload: "M2 2h10v10h-10zM4.8 5.5h4.4M4.8 8.5h4.4",
  database:
    "M2.2 3.4c0-2.6 9.6-2.6 9.6 0v7.2c0 2.6-9.6 2.6-9.6 0zM2.2 3.4c0 2.6 9.6 2.6 9.6 0M2.2 7c0 2.6 9.6 2.6 9.6 0",
  gateway: "M5.5 1.8h-3.5v10.4h3.5M5.2 7h7.3M9.4 3.9l3.1 3.1l-3.1 3.1",
  endpoint: "M1.3 7h5.7M12.4 7a2.7 2.7 0 1 1-5.4 0a2.7 2.7 0 0 1 5.4 0z",
  firewall: "M7 1.3l4.8 1.7v3.6c0 3.2-2 5-4.8 6.2c-2.8-1.2-4.8-3-4.8-6.2v-3.6z",
  delivery: "M11.8 5.4a5.1 5.1 0 0 0-9.3-.7M2.2 1.8v3.1h3.1M2.2 8.6a5.1 5.1 0 0 0 9.3.7M11.8 12.2v-3.1h-3.1",
  alarms: "M2.6 10.2c1-1 1.3-2 1.3-4.4a3.1 3.1 0 0 1 6.2 0c0 2.4.3 3.4 1.3 4.4zM5.8 12.4h2.4",
  "Secrets and keys": "M6.8 9.3a2.6 2.6 0 1 1-5.2 0a2.6 2.6 0 0 1 5.2 0zM6 7.4l6-5.6M9.8 3.9l1.9 2",
  Monitoring: "M1.2 7.6h2.6l1.9-5l2.7 8.6l1.7-3.6h2.7",
  Storage: "M2.2 3.4l1.4 8.9h6.8l1.4-8.9M2.2 3.4c0-2.4 9.6-2.4 9.6 0c0 2.4-9.6 2.4-9.6 0z",
  Identity: "M9.4 4.2a2.4 2.4 0 1 1-4.8 0a2.4 2.4 0 0 1 4.8 0zM2.4 12.4c0-5.6 9.2-5.6 9.2 0",
};

export function hasIcon(of: NodeKind | Area): boolean {
  return of in ICONS;
}

/** @param y of the baseline of the words that follow */
export function drawIcon(of: NodeKind | Area, x: number, y: number): string {
  return `<path class="icon" transform="translate(${Math.round(x)} ${Math.round(y - 11)})" d="${ICONS[of] ?? ""}"/>`;
}
