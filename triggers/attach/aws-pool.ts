/** Reads and changes a user pool with signed requests of raw JSON: an SDK drops each key that it does not know. */
import { cloudFormation, cognito, lambda } from '../adapters/aws-services.ts'
import { askCloudFormation, isNotThere, readElement } from '../adapters/cloud-formation.ts'
import { type Connection, connectTo } from '../adapters/connection.ts'
import { ServiceError } from '../adapters/service-error.ts'
import { postSigned } from '../adapters/signed-call.ts'
import { createUserPool } from '../adapters/user-pool.ts'
import { isObject, own, ownText, type RawObject } from '../core/json.ts'
import type { Call } from '../core/step.ts'
import type { PoolPorts } from './change-pool.ts'
import type { Owner } from './described.ts'

/** Clients that are listed at once, Cognito's most. */
const pageSize = 60

interface AskedPool {
  readonly userPoolId: string
  /** Groups to look for. */
  readonly groups: readonly string[]
  /** A pool of this machine belongs to no stack. */
  readonly isLocal: boolean
  readonly call: () => Call
}

export function createPoolPorts({
  userPoolId,
  groups,
  isLocal,
  call,
}: AskedPool): Omit<PoolPorts, 'readImage' | 'writeImage' | 'pause'> {
  const pool = createUserPool(() => connectTo(cognito))
  /** The right that the last call needs. */
  let action = ''
  const ask = (operation: string, input: object = {}): Promise<RawObject> => {
    action = `cognito-idp:${operation}`
    return pool.send(operation, { UserPoolId: userPoolId, ...input }, call())
  }
  const functions = connectTo(lambda)

  const listClients = async (): Promise<readonly RawObject[]> => {
    const clients: RawObject[] = []
    let token: string | undefined
    do {
      const input = { MaxResults: pageSize, ...(token === undefined ? {} : { NextToken: token }) }
      const page = await ask('ListUserPoolClients', input)
      for (const listed of demandList(own(page, 'UserPoolClients'))) {
        const { UserPoolClient } = await ask('DescribeUserPoolClient', { ClientId: own(listed, 'ClientId') })
        clients.push(demandObject(UserPoolClient))
      }
      token = ownText(page, 'NextToken')
    } while (token !== undefined)
    return clients
  }
  const findGroups = async (): Promise<ReadonlySet<string>> => {
    const found = new Set<string>()
    for (const group of groups) {
      try {
        await ask('GetGroup', { GroupName: group })
        found.add(group)
      } catch (error) {
        if (readException(error) !== 'ResourceNotFoundException') throw error
      }
    }
    return found
  }

  return {
    describe: async () => demandObject(own(await ask('DescribeUserPool'), 'UserPool')),
    surroundings: async () => ({
      clients: await listClients(),
      groups: await findGroups(),
      owner: isLocal ? { kind: 'none' } : await findOwner(connectTo(cloudFormation), userPoolId, call()),
    }),
    mfa: () => ask('GetUserPoolMfaConfig'),
    update: async (request) => void (await ask('UpdateUserPool', request)),
    allow(functionArn, described) {
      action = 'lambda:AddPermission'
      return allow(functions, functionArn, ownText(described, 'Arn') ?? '', call())
    },
    readException(error) {
      const exception = readException(error)
      return exception.startsWith('AccessDenied') ? `${exception}: ${action}` : exception
    },
  }
}

/** The exception's name, else the fault. @throws an error that is no service's */
function readException(error: unknown): string {
  if (error instanceof ServiceError) return error.exception === '' ? error.fault : error.exception
  throw error
}

/** The statement has the literal ARN of the pool and its account. One of the same id is the same.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
async function allow(
  connection: Connection,
  functionArn: string,
  poolArn: string,
  call: Call,
): Promise<void> {
  const [, , , , account, resource = ''] = poolArn.split(':')
  const request = {
    path: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/policy`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      StatementId: statementId(resource),
      Action: 'lambda:InvokeFunction',
      Principal: 'cognito-idp.amazonaws.com',
      SourceArn: poolArn,
      SourceAccount: account,
    }),
  }
  try {
    await postSigned(connection, lambda, request, call, () => undefined)
  } catch (error) {
    if (readException(error) !== 'ResourceConflictException') throw error
  }
}

export function statementId(poolId: string): string {
  return `attach-${poolId.replace(/^userpool\//, '')}`
}

/** The stack whose resource the pool is. One that is deleted and left the pool behind owns it no longer.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
async function findOwner(connection: Connection, userPoolId: string, call: Call): Promise<Owner> {
  try {
    const asked = { PhysicalResourceId: userPoolId }
    const answer = await askCloudFormation(connection, 'DescribeStackResources', asked, call)
    return readOwner(answer, userPoolId)
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    return isNotThere(error) ? { kind: 'none' } : { kind: 'unreadable', exception: readException(error) }
  }
}

export function readOwner(answer: string, userPoolId: string): Owner {
  const member = answer
    .split('</member>')
    .find(
      (each) =>
        readElement(each, 'PhysicalResourceId') === userPoolId &&
        !isGone(readElement(each, 'ResourceStatus')),
    )
  if (member !== undefined) return { kind: 'stack', stack: readElement(member, 'StackName') }
  return answer.includes('<DescribeStackResourcesResult')
    ? { kind: 'none' }
    : { kind: 'unreadable', exception: 'answer_unreadable' }
}

function isGone(status: string): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED'
}

function demandObject(value: unknown): RawObject {
  if (isObject(value)) return value
  throw new ServiceError(cognito.name, 'answer_unreadable')
}

function demandList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new ServiceError(cognito.name, 'answer_unreadable')
}
