/** The account that a stack is applied to; its parts are known to Terraform alone. */
export interface AccountProps {
  readonly id: string;
  /** `aws`, `aws-us-gov` or `aws-cn`. */
  readonly partition: string;
  readonly region: string;
}

/** Where a stack's resources live, for the ARNs of those that have no construct. */
export class Account {
  public readonly id: string;
  private readonly partition: string;
  private readonly region: string;

  constructor(props: AccountProps) {
    this.id = props.id;
    this.partition = props.partition;
    this.region = props.region;
  }

  /** ARN of a resource of this account and region, such as `arn("logs", "log-group:*")`. */
  public arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.id}:${resource}`;
  }

  /** ARN of a resource that may belong to another account or region. */
  public foreignArn(
    service: string,
    owner: { readonly account: string; readonly region: string },
    resource: string,
  ): string {
    return `arn:${this.partition}:${service}:${owner.region}:${owner.account}:${resource}`;
  }

  /** The account itself as a principal: IAM decides. */
  public get root(): string {
    return `arn:${this.partition}:iam::${this.id}:root`;
  }
}
