/** The pool that a team gives: one of the app, which is connected, or one outside of it, whose owner connects it. */
import { Names, Stack, Stage, Token } from 'aws-cdk-lib/core'
import { CfnUserPool, type IUserPool, UserPool } from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'

/** A pool of the app, one that the app imports, or the ARN of one. */
export type PoolOfTeam = IUserPool | CfnUserPool | string

export interface GivenPool {
  readonly userPoolId: string
  readonly userPoolArn: string
  readonly account: string
  /** Where everything stands that names the pool. It is the pool's stack, which depends on the stack of the functions. */
  readonly side: Construct
  /** Absent for a pool outside of the app. */
  readonly resource?: CfnUserPool
  /** The CDK's own construct around the resource, if it was made by one. */
  readonly construct?: UserPool
}

const poolId = /^[\w-]+_[0-9A-Za-z]+$/
const poolArn = /^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[\w-]+_[0-9A-Za-z]+$/

/** Whether it is what the type says. JavaScript and casts can give any construct. */
export function isPool(pool: unknown): boolean {
  if (typeof pool === 'string') return Token.isUnresolved(pool) || poolArn.test(pool)
  if (pool instanceof CfnUserPool) return true
  return Construct.isConstruct(pool) && 'userPoolId' in pool && 'userPoolArn' in pool
}

/** @throws TypeError for a pool that cannot call functions of the stack */
export function findGivenPool(scope: Construct, pool: PoolOfTeam): GivenPool {
  if (typeof pool === 'string')
    return describeImported(scope, UserPool.fromUserPoolArn(scope, 'ImportedPool', pool))
  if (pool instanceof CfnUserPool) {
    const { account } = Stack.of(pool)
    return { userPoolId: pool.ref, userPoolArn: pool.attrArn, account, ...besideOf(scope, pool) }
  }
  const resource = pool.node.defaultChild
  if (!(resource instanceof CfnUserPool)) return describeImported(scope, pool)
  const { userPoolId, userPoolArn } = pool
  const { account } = Stack.of(pool)
  return {
    userPoolId,
    userPoolArn,
    account,
    ...besideOf(scope, resource),
    ...(pool instanceof UserPool && { construct: pool }),
  }
}

/** The Region is that of the ARN and not of the id: a replica's id begins with the Region of the first pool. */
function describeImported(scope: Construct, pool: IUserPool): GivenPool {
  const { userPoolId, userPoolArn } = pool
  if (!Token.isUnresolved(userPoolId) && !poolId.test(userPoolId)) {
    throw new TypeError(
      `pool has the id '${userPoolId}', which is none of a user pool, such as eu-west-1_a1B2c3D4e.`,
    )
  }
  const { region, account } = pool.env
  const stack = Stack.of(scope)
  requireSame('Region', region, stack.region)
  requireSame('account', account, stack.account)
  return { userPoolId, userPoolArn, account, side: scope }
}

function besideOf(scope: Construct, resource: CfnUserPool): Pick<GivenPool, 'side' | 'resource'> {
  const [stack, functions] = [Stack.of(resource), Stack.of(scope)]
  if (Stage.of(resource) !== Stage.of(scope)) {
    throw new TypeError(
      `Pool ${resource.node.path} and ${scope.node.path} are in different stages of the app, which cannot refer to each other: give the pool's ARN.`,
    )
  }
  requireSame('Region', stack.region, functions.region)
  requireSame('account', stack.account, functions.account)
  if (stack === functions) return { resource, side: scope }
  if (stack.environment !== functions.environment) {
    throw new TypeError(
      `Stack ${stack.node.path} names its account and Region and ${functions.node.path} does not, or the other way round: give both the same env.`,
    )
  }
  return { resource, side: new Construct(stack, Names.uniqueId(scope)) }
}

function requireSame(what: string, ofPool: string, ofFunctions: string): void {
  if (Token.isUnresolved(ofPool) || Token.isUnresolved(ofFunctions) || ofPool === ofFunctions) return
  throw new TypeError(
    `The pool is in ${what} ${ofPool} and its functions would be in ${ofFunctions}: Cognito calls functions of the pool's own ${what}.`,
  )
}
