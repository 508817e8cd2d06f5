/** Whose users a suite's worker provisions: what calls the worker names the same pool. */
import { Token } from 'aws-cdk-lib/core'
import { Alias, Function as LambdaFunction, type IFunction, Version } from 'aws-cdk-lib/aws-lambda'

import type { GivenPool } from './given-pool.ts'

/** By the alias of the worker. */
const pools = new WeakMap<IFunction, GivenPool>()

export function notePool(worker: IFunction, pool: GivenPool): void {
  pools.set(worker, pool)
}

/** Of a worker outside of the app only the ARN can be seen.
 * @throws TypeError for what is no alias of a worker, and for a pool that is certainly another one */
export function requireWorkerOf(name: string, worker: IFunction, userPoolId: string): void {
  const pool = pools.get(worker)
  const isOfApp = [Alias, LambdaFunction, Version].some((each) => worker instanceof each)
  const arn = worker.functionArn
  if (pool === undefined && (isOfApp || (!Token.isUnresolved(arn) && arn.split(':').length !== 8)))
    throw new TypeError(`${name}: worker is no alias of a worker: give suite.provisioningWorker.alias.`)
  if (pool === undefined || pool.userPoolId === userPoolId) return
  // Two tokens of a pool outside of the app may be one id.
  const isUnseen = Token.isUnresolved(pool.userPoolId) || Token.isUnresolved(userPoolId)
  if (pool.resource !== undefined || !isUnseen)
    throw new TypeError(`${name}: its pool is another one than that of the worker's suite: name the same.`)
}
