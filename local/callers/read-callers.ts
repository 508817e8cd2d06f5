/** Reads every synchronous caller that a template has besides the user pool. */
import type { Resolver } from '../template/resolver.ts'
import { withoutQualifier } from './called-function.ts'
import type { ReadCallers } from './caller-models.ts'
import { readGraphqlApis } from './appsync/read.ts'
import { readBatches } from './batch/read.ts'
import { readDistributions } from './edge/read.ts'
import { readHttpApis } from './api-gateway/read-http-apis.ts'
import { readRestApis } from './api-gateway/read-rest-apis.ts'
import { readLoadBalancers } from './load-balancer/read.ts'
import { readStreams } from './stream/read.ts'
import { readWorkflows } from './workflow/read.ts'

export function readCallers(resolver: Resolver): ReadCallers {
  const all = [
    readHttpApis,
    readRestApis,
    readGraphqlApis,
    readLoadBalancers,
    readDistributions,
    readWorkflows,
    readBatches,
    readStreams,
  ]
  const read = all.map((readEach) => readEach(resolver))
  return {
    models: Object.assign({}, ...read.map(({ models }) => models)),
    called: read.flatMap(({ called }) => called).map(withoutQualifier),
    withoutEffect: read.flatMap(({ withoutEffect }) => withoutEffect),
  }
}
