/** Reads every synchronous caller that a template has besides the user pool. */
import type { Resolver } from '../template/resolver.ts'
import { withoutQualifier } from './called-function.ts'
import type { ReadCallers } from './caller-models.ts'
import { readBatches } from './batch/read.ts'
import { readHttpApis } from './http-api/read.ts'
import { readLoadBalancers } from './load-balancer/read.ts'
import { readWorkflows } from './workflow/read.ts'

export function readCallers(resolver: Resolver): ReadCallers {
<<<<<<< HEAD
  const read = [readHttpApis(resolver), readLoadBalancers(resolver), readWorkflows(resolver)]
=======
  const read = [readHttpApis(resolver), readLoadBalancers(resolver), readBatches(resolver)]
>>>>>>> 9911d23 (feat(local): batch jobs of a template run on the local stack)
  return {
    models: Object.assign({}, ...read.map(({ models }) => models)),
    called: read.flatMap(({ called }) => called).map(withoutQualifier),
    withoutEffect: read.flatMap(({ withoutEffect }) => withoutEffect),
  }
}
