/** A CloudFront distribution of the template whose viewer requests a function answers. */

/** The name by which the tag of a function says that it signs people in. */
export const edgeFunction = 'edge'

export interface DistributionModel {
  readonly distributionId: string
  readonly name: string
  /** Such as `d1234.cloudfront.net`. */
  readonly domainName: string
  /** Further names of its own. */
  readonly aliases: readonly string[]
  /** In the order in which they are tried. The last is the default, whose pattern is `*`. */
  readonly behaviors: readonly BehaviorModel[]
}

export interface BehaviorModel {
  /** `*` stands for any number of characters, `?` for one. */
  readonly pattern: string
  readonly methods: readonly string[]
  readonly origin: OriginModel
  readonly viewerRequest: ViewerRequestModel | undefined
}

export interface OriginModel {
  readonly domainName: string
  /** Stands before every path; empty, or starts with a slash. */
  readonly path: string
}

export interface ViewerRequestModel {
  /** With its version. */
  readonly functionArn: string
  readonly includesBody: boolean
}
