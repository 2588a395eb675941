import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOOK_EVENTS, renderAppSpec, sameApartFromRelease, taskDefinitionOf } from "../../src/deploy/appspec";
import { PARAMETER, RELEASE } from "./fixtures";

const render = (changes: Partial<Parameters<typeof renderAppSpec>[0]> = {}) =>
  renderAppSpec({
    taskDefinition: RELEASE,
    containerPort: 8000,
    parameter: PARAMETER,
    hooks: {},
    ...changes,
  });

describe("the AppSpec", () => {
  it("always states network, platform version and capacity", () => {
    expect(JSON.parse(render())).toEqual({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: "AWS::ECS::Service",
            Properties: {
              TaskDefinition: RELEASE,
              LoadBalancerInfo: { ContainerName: "app", ContainerPort: 8000 },
              PlatformVersion: "1.4.0",
              NetworkConfiguration: {
                AwsvpcConfiguration: {
                  Subnets: ["subnet-a", "subnet-b"],
                  SecurityGroups: ["sg-1"],
                  AssignPublicIp: "DISABLED",
                },
              },
              CapacityProviderStrategy: [
                { CapacityProvider: "FARGATE", Base: 2, Weight: 1 },
                { CapacityProvider: "FARGATE_SPOT", Base: 0, Weight: 4 },
              ],
            },
          },
        },
      ],
    });
  });

  it("names hooks in the order of the lifecycle, and none where there are none", () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:check";
    const hooks = { AfterAllowTraffic: arn, BeforeInstall: arn };
    expect(JSON.parse(render({ hooks })).Hooks).toEqual([{ BeforeInstall: arn }, { AfterAllowTraffic: arn }]);
    expect(JSON.parse(render())).not.toHaveProperty("Hooks");
    expect(HOOK_EVENTS).toHaveLength(5);
  });

  it("gives its release back, in JSON and in the YAML of other tools", () => {
    expect(taskDefinitionOf(render())).toBe(RELEASE);
    expect(taskDefinitionOf(`Resources:\n  - TargetService:\n      TaskDefinition: "${RELEASE}"\n`)).toBe(
      RELEASE,
    );
    expect(taskDefinitionOf("version: 0.0")).toBeUndefined();
  });

  it("is the same as another apart from the release if and only if nothing else differs", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.integer({ min: 1, max: 65_535 }),
        (revision, port) => {
          const other = render({ taskDefinition: RELEASE.replace(/\d+$/, String(revision)) });
          expect(sameApartFromRelease(render(), other)).toBe(true);
          expect(sameApartFromRelease(render(), render({ containerPort: port }))).toBe(port === 8000);
        },
      ),
    );
  });
});
