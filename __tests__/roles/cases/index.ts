import type { Cases, RoleCases } from "../support/cases";
import { CODEDEPLOY } from "./codedeploy";
import { ACCESS_LOGS, ALARM_TOPIC, ARTIFACTS, BACKUP_COPY_KEY, DEPLOYMENT_TOPIC, KEY } from "./resources";
import { DATABASE_MONITORING, FLOW_LOGS, SMOKE_TEST } from "./service-roles";
import { EXECUTION, TASK } from "./task-roles";
import { TRUST } from "./trust";

export const ROLES: readonly RoleCases[] = [
  EXECUTION,
  TASK,
  CODEDEPLOY,
  DATABASE_MONITORING,
  FLOW_LOGS,
  SMOKE_TEST,
];

const RESOURCES: readonly Cases[] = [
  KEY,
  BACKUP_COPY_KEY,
  ALARM_TOPIC,
  DEPLOYMENT_TOPIC,
  ARTIFACTS,
  ACCESS_LOGS,
];

export const ALL: readonly Cases[] = [...ROLES, ...TRUST, ...RESOURCES];
