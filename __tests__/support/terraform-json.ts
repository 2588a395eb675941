export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Terraform's JSON syntax, as far as a synthesised stack uses it. */
export interface TerraformDocument {
  readonly terraform: JsonObject;
  readonly provider: Readonly<Record<string, readonly JsonObject[]>>;
  readonly variable: Readonly<Record<string, JsonObject>>;
  readonly output: Readonly<Record<string, { readonly value: string; readonly description?: string }>>;
  readonly data: BlocksByType;
  readonly resource: BlocksByType;
}

type BlocksByType = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** One resource or data source of a synthesised stack. */
export class Block {
  public constructor(
    public readonly type: string,
    /** Logical id: the constructs' ids on the way to it, and a hash of them. */
    public readonly id: string,
    public readonly values: JsonObject,
    private readonly prefix = "",
  ) {}

  /** The logical id without its hash, such as `alb_http`. */
  public get name(): string {
    return this.id.replace(/_[0-9A-F]{8}$/, "");
  }

  /** As `depends_on` names it. */
  public get address(): string {
    return `${this.prefix}${this.type}.${this.id}`;
  }

  /** The expression that reads one of its attributes. */
  public ref(attribute: string): string {
    return `\${${this.address}.${attribute}}`;
  }

  /** A string attribute. */
  public text(attribute: string): string {
    const value = this.values[attribute];
    if (typeof value !== "string") throw new Error(`${this.address}.${attribute} is no string`);
    return value;
  }

  /** A string attribute that holds JSON. */
  public json<T>(attribute: string): T {
    return JSON.parse(this.text(attribute)) as T;
  }
}

/** A synthesised stack, to be asked for its resources. */
export class Synthesised {
  public readonly document: TerraformDocument;

  constructor(public readonly text: string) {
    this.document = JSON.parse(text) as TerraformDocument;
  }

  /** All resources, or those of one type. */
  public resources(type?: string): readonly Block[] {
    return Object.entries(this.document.resource)
      .filter(([each]) => type === undefined || each === type)
      .flatMap(([each, blocks]) => Object.entries(blocks).map(([id, values]) => new Block(each, id, values)));
  }

  /** The resource of a type that is called so, or the only one of its type. */
  public resource(type: string, name?: string): Block {
    return theOne(this.resources(type), type, name);
  }

  /** The data source of a type that is called so, or the only one of its type. */
  public data(type: string, name?: string): Block {
    const blocks = Object.entries(this.document.data[type] ?? {}).map(
      ([id, values]) => new Block(type, id, values, "data."),
    );
    return theOne(blocks, type, name);
  }

  /** The resource that an expression like `${aws_vpc.vpc_1234ABCD.id}` reads. */
  public behind(expression: Json | undefined): Block {
    const [, type = "", id = ""] = /^\$\{([a-z0-9_]+)\.([\w-]+)\./.exec(String(expression)) ?? [];
    const values = this.document.resource[type]?.[id];
    if (values === undefined) throw new Error(`${String(expression)} reads no resource of this stack`);
    return new Block(type, id, values);
  }
}

function theOne(blocks: readonly Block[], type: string, name: string | undefined): Block {
  const [found, ...others] = name === undefined ? blocks : blocks.filter((block) => block.name === name);
  if (found !== undefined && others.length === 0) return found;
  const names = blocks.map((block) => block.name).join(", ") || "none";
  throw new Error(`expected one ${type}${name === undefined ? "" : ` called ${name}`}; there are: ${names}`);
}
