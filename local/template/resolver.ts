/** What replaces the intrinsics of a template. */
import type { TemplateResource } from './assembly.ts'
import type { JsonObject } from './fields.ts'

/** What `Ref` and `Fn::GetAtt` give. */
export interface LocalValue {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

/** A resource with its local value, which is looked up when it is first read. */
export type LocalResource = TemplateResource &
  LocalValue & {
    /** The properties with every intrinsic replaced. */
    readonly resolved: JsonObject
  }

export interface ResolverOptions {
  readonly region: string
  readonly seed: string
  /** Whether a resource that does not run here has made-up names, or every reference to it is refused. Default `refused`. */
  readonly others?: 'refused' | 'named'
}

export interface Resolver extends ResolverOptions {
  readonly stackName: string
  /** The other stacks of the same app, in which a resource that does not run here has made-up names. */
  readonly neighbours: readonly Resolver[]
  /** Replaces every intrinsic in the value; `where` is the path that an error names. */
  readonly resolve: (value: unknown, where: string) => unknown
  /** The resources of one type, such as `AWS::Lambda::Function`. */
  readonly resourcesOf: (type: string) => readonly LocalResource[]
}
