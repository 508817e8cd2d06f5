/** What replaces the intrinsics of a template. */
import type { JsonObject } from './fields.ts'

/** What `Ref` and `Fn::GetAtt` give. */
export interface LocalValue {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface ResolverOptions {
  readonly region: string
  readonly seed: string
}

export interface Resolver extends ResolverOptions {
  readonly stackName: string
  /** Replaces every intrinsic in the value; `where` is the path that an error names. */
  readonly resolve: (value: unknown, where: string) => unknown
  /** A resource's properties with every intrinsic replaced. */
  readonly resolveProperties: (logicalId: string) => JsonObject
  /** What `Ref` and `Fn::GetAtt` give for a resource. */
  readonly describe: (logicalId: string, where: string) => LocalValue
}
