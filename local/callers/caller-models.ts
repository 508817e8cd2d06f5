/** What the template has of each synchronous caller besides the user pool. A caller that it does not have is absent. */
import type { BatchModel } from './batch/model.ts'
import type { DistributionModel } from './edge/model.ts'
import type { ApiModel } from './api-gateway/model.ts'
import type { GraphqlApiModel } from './appsync/model.ts'
import type { LoadBalancerModel } from './load-balancer/model.ts'
import type { StreamModel } from './stream/model.ts'
import type { WorkflowModel } from '../states/executions.ts'

export interface CallerModels {
  readonly httpApis?: readonly ApiModel[]
  readonly restApis?: readonly ApiModel[]
  readonly graphqlApis?: readonly GraphqlApiModel[]
  readonly distributions?: readonly DistributionModel[]
  readonly loadBalancers?: readonly LoadBalancerModel[]
  readonly workflows?: readonly WorkflowModel[]
  readonly batches?: readonly BatchModel[]
  readonly streams?: readonly StreamModel[]
}

/** Where a caller is reached on this machine; `stack.json` lists them. */
export interface CallerAddress {
  /** Which caller, such as `http-api`. */
  readonly caller: string
  /** The name that the template gives it, else its logical id; of a workflow the ARN. */
  readonly name: string
  /** Such as `http://127.0.0.1:4570`. */
  readonly address: string
  /** What else a client must name, by what the construct puts it out as, and the folder of what stands in for S3. */
  readonly details?: Readonly<Record<string, string>>
}

/** What a reader found: the models, the functions that they call, and what has no effect here. */
export interface ReadCallers {
  readonly models: CallerModels
  /** ARNs, with or without a qualifier. */
  readonly called: readonly string[]
  readonly withoutEffect: readonly string[]
}
