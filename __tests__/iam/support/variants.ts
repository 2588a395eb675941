import type { Request } from "../../support/iam/evaluator";
import type { Place } from "../../support/iam/neighbours";

/** Where the recorded lives were. */
export const home = (environment: string): Place => ({
  project: "langgraph",
  environment,
  region: "us-east-1",
  account: "123456789012",
});

/** Requests that would give an environment's tags to what has a neighbour's. */
export function takeovers(request: Request): readonly Request[] {
  const { context } = request;
  if (!("aws:RequestTag/Project" in context)) return [];
  return ["Project", "Environment"].map((tag) => ({
    ...request,
    context: {
      ...context,
      "aws:ResourceTag/Project": context["aws:RequestTag/Project"] ?? "",
      "aws:ResourceTag/Environment": context["aws:RequestTag/Environment"] ?? "",
      [`aws:ResourceTag/${tag}`]: "other",
    },
  }));
}

/** The request that would give an environment's tags to what stands there already, without any. */
export function findings(request: Request): readonly Request[] {
  const { context } = request;
  if (!("aws:RequestTag/Project" in context)) return [];
  const left = Object.entries(context).filter(([key]) => !/ResourceTag\/|:CreateAction$/.test(key));
  return [{ ...request, context: Object.fromEntries(left) }];
}

/** The same request with one of its facts changed at a time, but for those that AWS itself decides on. */
export function otherwise(request: Request): readonly Request[] {
  return Object.keys(request.context)
    .filter((key) => key !== "aws:RequestedRegion")
    .map((key) => ({ ...request, context: { ...request.context, [key]: "other" } }));
}
