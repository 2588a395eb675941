import { type Exception, reasonText } from "./exceptions";

/** The list as a table of docs/security.md. */
export function renderExceptions(exceptions: readonly Exception[]): string {
  const rows = exceptions.map((exception) => {
    const { check, asks, address, environments } = exception;
    const where = environments.length === 1 ? `, ${environments[0]} alone` : "";
    return `| ${check} | ${asks} | \`${address}\`${where} | ${reason(exception)} |`;
  });
  return [
    "| Check | It asks to | Where it is not done | Why |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function reason(exception: Exception): string {
  const text = reasonText(exception).replaceAll("|", "\\|").replaceAll("<", "&lt;");
  return "limit" in exception.reason ? `${text} [AWS](${exception.reason.source})` : text;
}
