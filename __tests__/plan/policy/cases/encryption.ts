import { type BrokenCase, type KeptCase, type OpenCase, production, staging, tagged } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "a disk that is not encrypted",
    () => staging().set("aws_db_instance", { storage_encrypted: false }),
    /^encrypted-at-rest aws_db_instance/,
  ],
  [
    "a topic without a key in production",
    () => production().set("aws_sns_topic", { kms_master_key_id: null }, "alarms"),
    /^encrypted-at-rest aws_sns_topic/,
  ],
  [
    "a key that is not rotated",
    () => production().set("aws_kms_key", { enable_key_rotation: false }),
    /^key-rotation aws_kms_key/,
  ],
];

export const KEPT: readonly KeptCase[] = [
  [
    "an asymmetric key that is not rotated",
    () =>
      production().add("aws_kms_key", {
        ...tagged,
        customer_master_key_spec: "RSA_2048",
        enable_key_rotation: false,
      }),
  ],
];

export const OPEN: readonly OpenCase[] = [
  [
    "whether a disk is encrypted",
    () => production().unknown("aws_db_instance", "storage_encrypted"),
    /^encrypted-at-rest /,
  ],
  [
    "whether anything of a plan without a configuration is encrypted",
    () => {
      const draft = production().unknown("aws_db_instance", "storage_encrypted");
      draft.plan.configuration = { root_module: { resources: [] } };
      return draft;
    },
    /^encrypted-at-rest /,
  ],
];
