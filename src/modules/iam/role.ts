import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { Naming } from "../../naming";
import { UNRESTRICTED_ACTIONS } from "./unrestricted-actions";

/** What a policy allows; conditions as in a policy document. */
export interface Statement {
  readonly sid?: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface RoleProps {
  readonly naming: Naming;
  /** Last part of the role's name. */
  readonly role: string;
  /** Service principal that assumes the role, such as `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  readonly description: string;
  /** Conditions of the trust policy, against a confused deputy. @default - none, the service offers none */
  readonly trustConditions?: Statement["conditions"];
}

/** A service's role with one inline policy, which grows by what constructs allow it. */
export class Role extends Construct {
  public readonly arn: string;
  public readonly name: string;
  /** Depend on it where the role is used: a role without its policy exists earlier. */
  public readonly policy: IamRolePolicy;

  private readonly statements: Statement[] = [];

  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const role = new IamRole(this, "role", {
      name: props.naming.of("role", props.role),
      description: props.description,
      assumeRolePolicy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Service: props.service },
          Action: "sts:AssumeRole",
          ...(props.trustConditions && { Condition: props.trustConditions }),
        },
      ]),
    });
    this.arn = role.arn;
    this.name = role.name;
    this.policy = new IamRolePolicy(this, "policy", {
      name: "least-privilege",
      role: role.id,
      policy: Lazy.stringValue({
        produce: () =>
          policyDocument(this.statements.filter(isNeededIn(this.statements)).map(renderStatement)),
      }),
    });
    this.node.addValidation({
      validate: () =>
        this.statements.length > 0 ? [] : [`${this.node.path} is allowed nothing; remove the role`],
    });
  }

  /**
   * Adds a statement to the role's policy, once.
   *
   * @throws where every resource is allowed for an action that AWS can restrict
   */
  public allow(statement: Statement): void {
    const unrestricted = statement.actions.filter((action) => !(action in UNRESTRICTED_ACTIONS));
    if (statement.resources.includes("*") && unrestricted.length > 0) {
      throw new Error(
        `${this.node.path}: ${unrestricted.join(", ")} on every resource; name the resources, or add the action with its AWS page to unrestricted-actions.ts`,
      );
    }
    if (this.statements.some((known) => JSON.stringify(known) === JSON.stringify(statement))) return;
    this.statements.push(statement);
  }
}

/** Whether no other statement allows the same and more. */
function isNeededIn(all: readonly Statement[]) {
  return ({ actions, resources, conditions }: Statement) =>
    !all.some(
      (other) =>
        other.actions.length > actions.length &&
        actions.every((action) => other.actions.includes(action)) &&
        JSON.stringify([other.resources, other.conditions]) === JSON.stringify([resources, conditions]),
    );
}

function renderStatement(statement: Statement): object {
  return {
    ...(statement.sid && { Sid: statement.sid }),
    Effect: "Allow",
    Action: statement.actions,
    Resource: statement.resources,
    ...(statement.conditions && { Condition: statement.conditions }),
  };
}

/** A policy document; tokens in it are resolved by synthesis. */
export function policyDocument(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
