import { stripVTControlCharacters } from "node:util";

/** Text of others without what would steer a terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, " ");
}

/** `14:05:09`, in this machine's time zone. */
export function clockTime(date: Date): string {
  return date.toTimeString().slice(0, 8);
}

/** `2026-11-24 14:05`, or a dash. */
export function dateTime(date: Date | undefined): string {
  if (date === undefined) return "-";
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${day.join("-")} ${clockTime(date).slice(0, 5)}`;
}

/** `repository@sha256:0123456789ab`: an image's registry is left out, and its digest as long as people compare. */
export function shortImage(text: string): string {
  return text.replace(/\b\d{12}\.dkr[.-]ecr[\w.-]*\//g, "").replace(/(sha256:[0-9a-f]{12})[0-9a-f]+/g, "$1");
}
