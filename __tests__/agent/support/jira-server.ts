export {
  deliveryOf,
  hashOf,
  signatureOf,
  WEBHOOK_SECRET,
} from "../../../examples/agent/__tests__/jira/support/deliveries";
export { type JiraMode, JiraServer } from "../../../examples/agent/__tests__/jira/support/jira-server";
export { API_TOKEN, EMAIL } from "../../../examples/agent/__tests__/jira/support/jira-site";
