import { JiraWorker, type JiraWorkerOptions } from "./worker.js";

export { jiraMigrations } from "./migrations.js";
export { JiraQueue } from "./queue.js";
export { type JiraWebhookOptions, jiraWebhook } from "./webhook.js";
export type { JiraWorker, JiraWorkerOptions } from "./worker.js";

/**
 * Works on what Jira sends. The webhook fills its queue:
 *
 * ```ts
 * const worker = createJiraWorker({ settings, pool, runs, log });
 * app.register(jiraWebhook({ settings, queue: worker.queue }));
 * worker.start();
 * ```
 */
export function createJiraWorker(options: JiraWorkerOptions): JiraWorker {
  return new JiraWorker(options);
}
