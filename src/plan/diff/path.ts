import type { AttributePath } from "../model/plan";

/** A step from an object into a member, or from a list into an element. */
export interface Place {
  readonly parent: Place | undefined;
  readonly step: string | number;
  /** Names an element of a list (by its name, Sid or title) instead of a member. */
  readonly isIdentity: boolean;
}

const PLAIN = /^[A-Za-z_][\w-]{0,99}$/;
const LONGEST_STEP = 100;

/** @param mask hides what is secret in the name of a step */
export function pathText(place: Place | undefined, mask: (text: string) => string): string {
  const steps: string[] = [];
  for (let each = place; each !== undefined; each = each.parent) steps.push(stepText(each, mask));
  const text = steps.reverse().join("");
  return text.startsWith(".") ? text.slice(1) : text;
}

function stepText({ step, isIdentity }: Place, mask: (text: string) => string): string {
  if (typeof step === "number") return `[${step}]`;
  const name = mask(step);
  if (!isIdentity && PLAIN.test(name)) return `.${name}`;
  return `[${JSON.stringify(name.length > LONGEST_STEP ? `${name.slice(0, LONGEST_STEP)}...` : name)}]`;
}

/** Whether a difference at a place is what one of the paths means, in it or around it; elements of lists are not told apart. */
export function isIn(paths: readonly AttributePath[], place: Place | undefined): boolean {
  if (paths.length === 0) return false;
  const names: string[] = [];
  for (let each = place; each !== undefined; each = each.parent) {
    if (typeof each.step === "string" && !each.isIdentity) names.push(each.step);
  }
  names.reverse();
  return paths.some((path) => {
    const wanted = path.filter((step) => typeof step === "string");
    const common = Math.min(wanted.length, names.length);
    return common > 0 && wanted.slice(0, common).every((step, index) => step === names[index]);
  });
}
