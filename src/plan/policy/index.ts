export { checkPolicy, type Examination, examine, type NotKnown, type Violation } from "./examine";
export { type Excepted, type Exception, type Judgement, judge, judgePlans } from "./exceptions";
export { policyAnnotations } from "./render/github";
export { POLICY_SCHEMA_VERSION, policyJson } from "./render/json";
export { policyMarkdown } from "./render/markdown";
export { policySection } from "./render/section";
export { policyTerminal } from "./render/terminal";
export type { Rule } from "./rule";
export { RULES } from "./rules";
